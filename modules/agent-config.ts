import { createHash } from 'node:crypto';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Construct } from 'constructs';
import { type AgentConfiguration, agentConfiguration } from '../config/agent-configuration';
import type { AgentType, SemaphoreEndpoint } from '../config/fleet';
import type { AgentToken } from './agent-token';
import type { CacheBucket } from './cache-bucket';
import type { DeploymentTarget } from './deployment-target';
import type { KnownHosts } from './known-hosts';
import { lifecycleHookNames } from './lifecycle-hooks';
import { parameterArn } from './parameter-arn';
import type { ServiceRole } from './service-role';
import { templateText } from './template-text';
import { terminateHeartbeat } from './terminate-heartbeat';
import type { WantedParameter } from './wanted-parameter';

/** Properties of an `AgentConfig`. */
export interface AgentConfigProps {
  readonly target: DeploymentTarget;
  readonly endpoint: SemaphoreEndpoint;
  readonly agentType: AgentType;
  readonly token: AgentToken;
  readonly knownHosts: KnownHosts;
  /** @default - no scaler that wants anything */
  readonly wanted: WantedParameter | undefined;
  /** @default - the cache command of jobs has no storage */
  readonly cacheBucket: CacheBucket | undefined;
}

/** Bytes that a parameter of the Standard tier holds, which costs nothing; the Advanced tier holds 8192. */
const standardTierBytes = 4096;

/** Everything an instance has to know, as an SSM parameter that it reads at boot. */
export class AgentConfig extends Construct {
  readonly parameter: SsmParameter;
  /** Parameter name, known at synth. */
  readonly name: string;
  /** Name of the parameter with the registration token. */
  readonly tokenParameter: string;
  /** Changes with everything that instances read at boot, so that a change makes a new launch template version. */
  readonly version: string;
  private readonly arn: string;

  constructor(scope: Construct, id: string, props: AgentConfigProps) {
    super(scope, id);
    const { agentType } = props;
    this.name = `/agent-fleet/${agentType.resourcePrefix}/config`;
    this.tokenParameter = props.token.parameter;
    this.arn = parameterArn(props.target, this.name);
    const content = agentConfiguration.parse(configuration(props));
    // Known hosts are read at boot as well, from a parameter of their own.
    const hash = createHash('sha256').update(`${JSON.stringify(content)} ${agentType.knownHosts}`);
    this.version = hash.digest('hex').slice(0, 12);
    const text = JSON.stringify({ version: this.version, ...content });
    this.parameter = new SsmParameter(this, 'parameter', {
      name: this.name,
      description: `Configuration of the agents of ${agentType.name}`,
      type: 'String',
      tier: Buffer.byteLength(text) > standardTierBytes ? 'Advanced' : 'Standard',
      // Not secret: as `value` a plan would hide what changes.
      insecureValue: withBucketName(text, props.cacheBucket),
    });
  }

  /** Lets `role` read this parameter, and what it was when an older launch template was made. */
  grantRead(role: ServiceRole): void {
    const actions = ['ssm:GetParameter', 'ssm:GetParameterHistory', 'ssm:GetParameters'];
    role.allow({ actions, resources: [this.arn] });
  }
}

/** Stands for the name of a bucket, which nobody knows before apply if it is made here; as long as the longest. */
const bucketPlaceholder = '<cache bucket>'.padEnd(63, '.');

function configuration({
  endpoint,
  agentType,
  token,
  knownHosts,
  wanted,
  cacheBucket,
}: AgentConfigProps): AgentConfiguration {
  const { agent, resourcePrefix } = agentType;
  const cacheEnv = cacheBucket && {
    SEMAPHORE_CACHE_BACKEND: 's3',
    SEMAPHORE_CACHE_S3_BUCKET: bucketPlaceholder,
    SEMAPHORE_CACHE_USE_EC2_INSTANCE_PROFILE: 'true',
  };
  return {
    endpoint,
    tokenParameter: token.parameter,
    knownHostsParameter: knownHosts.name,
    ...(wanted && { wantedParameter: wanted.name }),
    autoScalingGroup: resourcePrefix,
    launchHook: lifecycleHookNames.launch,
    terminateHook: lifecycleHookNames.terminate,
    disconnectAfterJob: agent.disconnectAfterJob,
    idleTimeoutSeconds: agent.idleTimeout.seconds,
    agentsPerInstance: agent.perInstance,
    env: { ...cacheEnv, ...agent.env },
    preSignedName: agent.preSignedName,
    uploadJobLogs: agent.uploadJobLogs,
    bootLimitSeconds: agent.bootLimit.seconds,
    drainLimitSeconds: agent.drainLimit.seconds,
    heartbeatSeconds: terminateHeartbeat(agent).intervalSeconds,
    expireSeconds: agent.expire.seconds,
    diskLimitPercent: agent.diskLimit,
    // Policies are given to the role for jobs, and the cache command of jobs reaches its bucket with it.
    jobsUseInstanceRole: cacheBucket !== undefined || agentType.managedPolicies.length > 0,
  };
}

function withBucketName(text: string, cacheBucket: CacheBucket | undefined): string {
  const escaped = templateText(text);
  return cacheBucket ? escaped.replace(bucketPlaceholder, () => cacheBucket.name) : escaped;
}
