/** Attributes of a resource that Terraform plans to create, as far as they are known. */
export type PlannedValues = Readonly<Record<string, unknown>>;

/** A rule of a security group. */
export interface SecurityGroupRule {
  readonly groupId: string;
  readonly egress: boolean;
  readonly protocol: string;
  readonly cidr: string;
  /** First port; undefined for all protocols at once. */
  readonly fromPort: unknown;
}

/** Looks up what is imported by an id that AWS made up; undefined when it does not exist. */
export interface ExistingIds {
  launchTemplate(name: string): Promise<string | undefined>;
  securityGroup(name: string, vpcId: string): Promise<string | undefined>;
  securityGroupRule(rule: SecurityGroupRule): Promise<string | undefined>;
  /** The id of the statement, when the function's policy has it. */
  functionPermission(functionName: string, statementId: string): Promise<string | undefined>;
}

/** A type of resource of which a second one cannot be made under the same name. */
export interface ImportableType {
  /** What the provider imports it by; undefined while its parts are unknown, or when a look-up finds none. */
  readonly id: (values: PlannedValues, existing: ExistingIds) => string | undefined | Promise<string | undefined>;
  /** Whether the deploy that made it has tagged it in the same call. What is not belongs to something that is. */
  readonly tagged: boolean;
}

const byName: ImportableType = { id: ({ name }) => text(name), tagged: true };

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs, below "Import" of each. */
export const importableTypes: Readonly<Record<string, ImportableType>> = {
  aws_autoscaling_group: byName,
  aws_cloudwatch_log_group: byName,
  aws_iam_instance_profile: byName,
  aws_iam_role: byName,
  aws_resourcegroups_group: byName,
  aws_ssm_parameter: byName,
  aws_lambda_function: { id: ({ function_name }) => text(function_name), tagged: true },
  aws_lambda_permission: { id: functionPermission, tagged: false },
  aws_launch_template: {
    id: ({ name }, existing) => ifKnown([name], ([known]) => existing.launchTemplate(known)),
    tagged: true,
  },
  aws_security_group: {
    id: ({ name, vpc_id }, existing) => ifKnown([name, vpc_id], (known) => existing.securityGroup(...known)),
    tagged: true,
  },
  // A group is made with a rule of its own that lets everything out, and that has no tags.
  aws_vpc_security_group_egress_rule: { id: (values, existing) => rule(values, true, existing), tagged: false },
  aws_vpc_security_group_ingress_rule: { id: (values, existing) => rule(values, false, existing), tagged: false },
};

/** Types that can be made again over what is there, and why. */
export const repeatableTypes: Readonly<Record<string, string>> = {
  aws_autoscaling_lifecycle_hook: 'PutLifecycleHook replaces the hook of that name',
  aws_cloudwatch_event_rule: 'PutRule replaces the rule of that name',
  aws_cloudwatch_event_target: 'PutTargets replaces the target of that id',
  aws_iam_role_policy: 'PutRolePolicy replaces the policy of that name',
  aws_iam_role_policy_attachment: 'AttachRolePolicy changes nothing when it is attached',
  aws_kms_grant: 'CreateGrant with the same name gives the same grant',
  aws_lambda_function_event_invoke_config: 'PutFunctionEventInvokeConfig replaces it',
  aws_lambda_invocation: 'the function does nothing when the group launches that already',
  aws_resourcegroups_resource: 'GroupResources changes nothing when the host is in the group',
  aws_s3_bucket: 'its name ends at random: another is made, and an empty one stays',
  aws_s3_bucket_lifecycle_configuration: 'PutBucketLifecycleConfiguration replaces it',
  aws_s3_bucket_policy: 'PutBucketPolicy replaces it',
  aws_s3_bucket_public_access_block: 'PutPublicAccessBlock replaces it',
  aws_s3_bucket_server_side_encryption_configuration: 'PutBucketEncryption replaces it',
  aws_s3_bucket_versioning: 'PutBucketVersioning replaces it',
  aws_s3_object: 'PutObject makes another version of it',
  terraform_data: 'exists in the state only',
};

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function functionPermission({ function_name, statement_id }: PlannedValues, existing: ExistingIds) {
  return ifKnown([function_name, statement_id], async ([name, statement]) => {
    const found = await existing.functionPermission(name, statement);
    return found && `${name}/${found}`;
  });
}

function rule(values: PlannedValues, egress: boolean, existing: ExistingIds) {
  const { security_group_id, ip_protocol, cidr_ipv4, cidr_ipv6, from_port: fromPort } = values;
  return ifKnown([security_group_id, ip_protocol, cidr_ipv4 ?? cidr_ipv6], ([groupId, protocol, cidr]) =>
    existing.securityGroupRule({ groupId, egress, protocol, cidr, fromPort }),
  );
}

type Texts<Values extends readonly unknown[]> = { readonly [Index in keyof Values]: string };

/** Looks up only what all parts are known of. */
async function ifKnown<const Values extends readonly unknown[]>(
  values: Values,
  lookUp: (known: Texts<Values>) => Promise<string | undefined>,
): Promise<string | undefined> {
  return areTexts(values) ? lookUp(values) : undefined;
}

function areTexts<Values extends readonly unknown[]>(values: Values): values is Values & Texts<Values> {
  return values.every((value) => text(value) !== undefined);
}
