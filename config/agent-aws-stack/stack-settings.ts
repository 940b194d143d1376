import type { Path } from '../place';
import { image, mac } from './stack-image';
import { instances } from './stack-instances';
import type { StackKeyName } from './stack-keys';
import { disk, network } from './stack-network';
import { agent, size } from './stack-size';
import type { StackValues } from './stack-values';

/** A setting of the fleet file and the key that it comes from. */
export interface ImportedSetting {
  readonly path: Path;
  readonly value: unknown;
  /** Key of agent-aws-stack, or a variable that it reads. */
  readonly key: string;
}

/** What one agent type of the fleet file is, in terms of agent-aws-stack's configuration. */
export class StackSettings {
  readonly settings: ImportedSetting[] = [];
  readonly os: string;

  constructor(readonly values: StackValues) {
    this.os = values.text('SEMAPHORE_AGENT_OS') ?? 'ubuntu-focal';
    for (const section of [token, image, instances, size, agent, network, disk, mac, others]) section(this);
  }

  set(key: StackKeyName, path: string, value: unknown): void {
    if (value !== undefined) this.settings.push({ path: path.split('.'), value, key });
  }

  /** Says of a key that is set why it is left out. */
  leaveOut(key: StackKeyName, reason: string): void {
    if (this.values.has(key)) this.values.remark(key, `left out: ${reason}`);
  }
}

function token(to: StackSettings): void {
  const parameter = to.values.text('SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME');
  if (parameter === undefined)
    to.values.wrong('SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME', 'must be the name of an SSM parameter');
  to.set('SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME', 'token.parameter', parameter);
  if (parameter?.startsWith('/')) {
    to.values.remark(
      'SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME',
      'agent-aws-stack denies its own agents a name with a leading /; here it works',
    );
  }
  const key = to.values.text('SEMAPHORE_AGENT_TOKEN_KMS_KEY');
  if (key === undefined) return;
  if (/(?:^|:)alias\/aws\/ssm$/.test(key)) {
    to.leaveOut('SEMAPHORE_AGENT_TOKEN_KMS_KEY', 'alias/aws/ssm is the default key and needs no grant');
  } else if (key === parameter) {
    to.leaveOut(
      'SEMAPHORE_AGENT_TOKEN_KMS_KEY',
      "it is the parameter's name, not a key (an example in Semaphore's documentation says so by mistake)",
    );
  } else {
    to.set('SEMAPHORE_AGENT_TOKEN_KMS_KEY', 'token.kmsKey', key);
    if (/^(?:arn:|alias\/)/.test(key))
      to.values.remark('SEMAPHORE_AGENT_TOKEN_KMS_KEY', 'agent-aws-stack takes key ids only; here this works');
  }
}

function others(to: StackSettings): void {
  const { values } = to;
  to.set('SEMAPHORE_AGENT_CACHE_BUCKET_NAME', 'cache.bucket', values.text('SEMAPHORE_AGENT_CACHE_BUCKET_NAME'));
  to.set(
    'SEMAPHORE_AGENT_MANAGED_POLICY_NAMES',
    'managedPolicies',
    values.list('SEMAPHORE_AGENT_MANAGED_POLICY_NAMES'),
  );
  const tags: [string, string][] = [];
  for (const pair of values.list('SEMAPHORE_AGENT_TAGS') ?? []) {
    const colon = pair.indexOf(':');
    const [key, value] = [pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()];
    if (colon < 1)
      values.wrong(
        'SEMAPHORE_AGENT_TAGS',
        `must be Key:Value pairs, separated by commas; ${JSON.stringify(pair)} is none`,
      );
    else if (key === 'Name') values.remark('SEMAPHORE_AGENT_TAGS', 'Name is left out: it is the resource prefix here');
    else tags.push([key, value]);
    if (value.includes(':'))
      values.remark(
        'SEMAPHORE_AGENT_TAGS',
        `agent-aws-stack cuts ${key} off at its second colon; here it keeps its whole value`,
      );
  }
  if (tags.length > 0) to.set('SEMAPHORE_AGENT_TAGS', 'tags', Object.fromEntries(tags));
}
