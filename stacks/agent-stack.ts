import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { AgentType, Fleet } from '../config/fleet';
import { AgentConfig } from '../modules/agent-config';
import { AgentGroup } from '../modules/agent-group';
import { AgentLogGroups } from '../modules/agent-log-groups';
import { AgentToken } from '../modules/agent-token';
import { CacheBucket } from '../modules/cache-bucket';
import { DeploymentTarget } from '../modules/deployment-target';
import { DiskKey } from '../modules/disk-key';
import { fleetTags } from '../modules/fleet-tags';
import { grantMembership } from '../modules/group-membership';
import { Image } from '../modules/image';
import { InstanceRefresh } from '../modules/instance-refresh';
import { InstanceRole } from '../modules/instance-role';
import { KnownHosts } from '../modules/known-hosts';
import { LaunchTemplate } from '../modules/launch-template';
import { MacHosts } from '../modules/mac-hosts';
import { Network } from '../modules/network';
import { acceptAwsProvider, requireTerraform } from '../modules/provider-gap';
import { Scaler } from '../modules/scaler';
import { keepState } from '../modules/state-backend';
import { StockKit } from '../modules/stock-kit';
import { WantedParameter } from '../modules/wanted-parameter';

/** Everything in AWS that one agent type consists of. */
export class AgentStack extends TerraformStack {
  constructor(scope: Construct, fleet: Fleet, agentType: AgentType) {
    super(scope, agentType.name);
    // Terraform's file locks and OpenTofu's came with 1.10.
    requireTerraform(this, '>= 1.10.0');
    acceptAwsProvider(this, '>= 5.100.0, < 7.0.0');
    keepState(this, fleet);
    const { region, endpoint } = fleet;
    const { resourcePrefix } = agentType;
    const ownTags = fleetTags(fleet, agentType);
    // The provider's default tags do not reach what the group launches.
    const tags = { Name: resourcePrefix, ...ownTags };
    new AwsProvider(this, 'aws', { region, defaultTags: [{ tags: ownTags }] });

    const target = new DeploymentTarget(this, 'target', { region });
    const role = new InstanceRole(this, 'instance-role', { target, agentType });
    const token = new AgentToken(this, 'token', { target, settings: agentType.token });
    const logs = new AgentLogGroups(this, 'logs', { target, resourcePrefix, settings: agentType.logs });
    const knownHosts = new KnownHosts(this, 'known-hosts', { target, agentType });
    const cacheBucket =
      agentType.cache && new CacheBucket(this, 'cache', { target, resourcePrefix, settings: agentType.cache });
    const wanted =
      agentType.size.scaling === 'jobs' ? new WantedParameter(this, 'wanted', { target, agentType }) : undefined;
    const config = new AgentConfig(this, 'config', {
      target,
      endpoint,
      agentType,
      token,
      knownHosts,
      wanted,
      cacheBucket,
    });
    token.grantRead(role);
    config.grantRead(role);
    logs.grantWrite(role);
    knownHosts.grantRead(role);
    wanted?.grantRead(role);
    cacheBucket?.grantUse(role);
    grantMembership(role, target, resourcePrefix);

    const network = new Network(this, 'network', { resourcePrefix, settings: agentType.network });
    const image = new Image(this, 'image', { agentType, versions: fleet.versions });
    const stockKit = agentType.image.stock
      ? new StockKit(this, 'stock-kit', { agentType, region, versions: fleet.versions })
      : undefined;
    stockKit?.grantRead(role);
    const macHosts =
      agentType.mac && new MacHosts(this, 'mac-hosts', { target, resourcePrefix, settings: agentType.mac });
    const { kmsKey } = agentType.disk;
    const diskKey =
      kmsKey === undefined ? undefined : new DiskKey(this, 'disk-key', { target, resourcePrefix, kmsKey });
    const launchTemplate = new LaunchTemplate(this, 'launch-template', {
      agentType,
      config,
      image,
      role,
      stockKit,
      network,
      macHosts,
      diskKey,
      tags,
    });
    const dependsOn = [...role.permissions, config.parameter, knownHosts.parameter, ...logs.groups];
    const group = new AgentGroup(this, 'group', {
      target,
      agentType,
      launchTemplate,
      network,
      diskKey,
      tags,
      dependsOn,
    });
    const refresh = new InstanceRefresh(this, 'refresh', { target, agentType, group, launchTemplate, role });
    const scaler = wanted && new Scaler(this, 'scaler', { target, endpoint, agentType, token, wanted, group, network });

    const outputs = {
      auto_scaling_group: group.group.name,
      launch_template: launchTemplate.template.id,
      account_id: target.accountId,
      instance_role_name: role.role.name,
      instance_role_arn: role.role.arn,
      scaler_role_arn: scaler?.function.role.role.arn,
      refresh_role_arn: refresh.function.role.role.arn,
      known_hosts_role_arn: knownHosts.function.role.role.arn,
      log_groups: [
        ...logs.names,
        ...[scaler, knownHosts, refresh].flatMap((each) => (each ? [each.function.logGroup.name] : [])),
      ],
      token_parameter: token.parameter,
      config_parameter: config.parameter.name,
      known_hosts_parameter: knownHosts.parameter.name,
      cache_bucket: cacheBucket?.name,
    };
    for (const [id, value] of Object.entries(outputs)) {
      if (value !== undefined) new TerraformOutput(this, id, { value });
    }
  }

  /** CDKTF resolves a stack beforehand to see whether it refers to other stacks. These do not, and have a backend. */
  override prepareStack(): void {}
}
