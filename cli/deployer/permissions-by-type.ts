import { functions, group, hosts, logGroups, rules } from './group-permissions';
import { byTags, functionInterfaces, network } from './network-permissions';
import { look, type Permissions } from './permission';
import { roles } from './role-permissions';
import { buckets, diskGrants, imageParameters, keys, parameters } from './storage-permissions';

const none: Permissions = () => [];

/** What Terraform and AWS ask of whoever deploys, by type of resource or data source. */
export const permissionsByType: Readonly<Record<string, Permissions>> = {
  aws_autoscaling_group: group,
  aws_autoscaling_lifecycle_hook: group,
  aws_cloudwatch_event_rule: rules,
  aws_cloudwatch_event_target: rules,
  aws_cloudwatch_log_group: logGroups,
  aws_iam_instance_profile: roles,
  aws_iam_role: roles,
  aws_iam_role_policy: roles,
  aws_iam_role_policy_attachment: roles,
  aws_kms_grant: diskGrants,
  aws_lambda_function: functions,
  aws_lambda_function_event_invoke_config: functions,
  aws_lambda_invocation: functions,
  aws_lambda_permission: functions,
  aws_launch_template: byTags,
  aws_resourcegroups_group: hosts,
  aws_resourcegroups_resource: hosts,
  aws_s3_bucket: buckets,
  aws_s3_bucket_lifecycle_configuration: buckets,
  aws_s3_bucket_policy: buckets,
  aws_s3_bucket_public_access_block: buckets,
  aws_s3_bucket_server_side_encryption_configuration: buckets,
  aws_s3_bucket_versioning: buckets,
  aws_s3_object: buckets,
  aws_security_group: byTags,
  aws_ssm_parameter: parameters,
  aws_vpc_security_group_egress_rule: byTags,
  aws_vpc_security_group_ingress_rule: byTags,
  terraform_data: none,
  'data.aws_ami': look('ec2:DescribeImages'),
  'data.aws_ami_ids': look('ec2:DescribeImages'),
  'data.aws_caller_identity': none,
  'data.aws_iam_policy_document': none,
  'data.aws_kms_key': keys,
  'data.aws_partition': none,
  'data.aws_service_principal': none,
  'data.aws_ssm_parameter': imageParameters,
  'data.aws_subnet': (fleet, arns) => [...network(fleet, arns), ...functionInterfaces(fleet, arns)],
  'data.aws_subnets': network,
  'data.aws_vpc': network,
};
