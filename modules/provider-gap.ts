import type { S3Backend, TerraformStack } from 'cdktf';

/** CDKTF has no typed property for required_version. */
export function requireTerraform(stack: TerraformStack, versions: string): void {
  stack.addOverride('terraform.required_version', versions);
}

/**
 * The bindings pin the provider to the major version that they were generated from (`~> 6.0`), although everything used
 * here is in 5.100 as well, the version of many offline mirrors.
 */
export function acceptAwsProvider(stack: TerraformStack, versions: string): void {
  stack.addOverride('terraform.required_providers.aws.version', versions);
}

/** CDKTF's S3Backend has no typed property for use_lockfile, which came with Terraform 1.10. */
export function lockWithFile(backend: S3Backend): void {
  backend.addOverride('use_lockfile', true);
}
