import type { BuildOptions } from 'esbuild';

/**
 * Credential sources of the SDK's default chain that a Lambda function has no use for: the runtime puts its
 * credentials into the environment, which the chain looks at first. They are a quarter of the bundle.
 */
const otherCredentialSources = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

/** How a Lambda function's entry becomes the one file that is deployed: CommonJS with everything it needs inside. */
export const bundleOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  // The packages' ES modules: their CommonJS cannot be tree-shaken.
  mainFields: ['module', 'main'],
  external: otherCredentialSources,
  legalComments: 'none',
} as const satisfies BuildOptions;
