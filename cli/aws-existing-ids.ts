import {
  DescribeLaunchTemplatesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type Filter,
} from '@aws-sdk/client-ec2';
import { GetPolicyCommand, type LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import type { ExistingIds, SecurityGroupRule } from './import-ids';

const functionPolicy = z.object({ Statement: z.array(z.object({ Sid: z.string().optional() })) });

/** Looks up ids in an AWS account. */
export class AwsExistingIds implements ExistingIds {
  constructor(
    private readonly ec2: EC2Client,
    private readonly lambda: LambdaClient,
    private readonly options: { readonly abortSignal: AbortSignal },
  ) {}

  async launchTemplate(name: string): Promise<string | undefined> {
    const find = new DescribeLaunchTemplatesCommand({ Filters: [filter('launch-template-name', name)] });
    const { LaunchTemplates } = await this.ec2.send(find, this.options);
    return LaunchTemplates?.[0]?.LaunchTemplateId;
  }

  async securityGroup(name: string, vpcId: string): Promise<string | undefined> {
    const find = new DescribeSecurityGroupsCommand({ Filters: [filter('group-name', name), filter('vpc-id', vpcId)] });
    const { SecurityGroups } = await this.ec2.send(find, this.options);
    return SecurityGroups?.[0]?.GroupId;
  }

  async securityGroupRule({
    groupId,
    egress,
    protocol,
    cidr,
    fromPort,
  }: SecurityGroupRule): Promise<string | undefined> {
    const find = new DescribeSecurityGroupRulesCommand({ Filters: [filter('group-id', groupId)] });
    const { SecurityGroupRules } = await this.ec2.send(find, this.options);
    return SecurityGroupRules?.find(
      ({ IsEgress, IpProtocol, CidrIpv4, CidrIpv6, FromPort }) =>
        IsEgress === egress &&
        IpProtocol === protocol &&
        (CidrIpv4 ?? CidrIpv6) === cidr &&
        (protocol === '-1' || FromPort === fromPort),
    )?.SecurityGroupRuleId;
  }

  async functionPermission(FunctionName: string, statementId: string): Promise<string | undefined> {
    try {
      const { Policy } = await this.lambda.send(new GetPolicyCommand({ FunctionName }), this.options);
      const { Statement } = functionPolicy.parse(JSON.parse(Policy ?? '{"Statement":[]}'));
      return Statement.find(({ Sid }) => Sid === statementId)?.Sid;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}

function filter(Name: string, value: string): Filter {
  return { Name, Values: [value] };
}
