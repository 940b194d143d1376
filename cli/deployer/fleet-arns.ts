import type { AgentType, Fleet } from '../../config/fleet';
import { partitionOf } from '../../config/partition';

/** ARNs of everything that a fleet is made of, with * for what is not known before a deploy. */
export class FleetArns {
  private readonly partition: string;

  constructor(
    private readonly fleet: Fleet,
    /** Account id, or `*`. */
    private readonly account: string,
  ) {
    this.partition = partitionOf(fleet.region);
  }

  /** ARNs in the fleet's region and account: each of `resources` with the names of the agent types in place of `@`. */
  of(service: string, ...resources: readonly string[]): string[] {
    return this.named(resources).map((resource) => this.one(service, resource));
  }

  one(service: string, resource: string, account = this.account): string {
    return `arn:${this.partition}:${service}:${this.fleet.region}:${account}:${resource}`;
  }

  /** ARNs of IAM, below the paths of the roles: `role/@-instance`. */
  iam(kind: 'role' | 'instance-profile', suffix: string): string[] {
    const paths = [...new Set(this.fleet.agentTypes.map(({ roles }) => roles.path))];
    const names = this.named([`@${suffix}`]);
    return paths.flatMap((path) => names.map((name) => this.global('iam', `${kind}${path}${name}`)));
  }

  global(service: string, resource: string): string {
    return `arn:${this.partition}:${service}::${this.account}:${resource}`;
  }

  s3(path: string): string {
    return `arn:${this.partition}:s3:::${path}`;
  }

  /** ARN of an IAM policy, which may be named by its ARN, or by its name with its path. */
  policy(name: string): string {
    return name.startsWith('arn:') ? name : this.global('iam', `policy/${name.replace(/^\//, '')}`);
  }

  /** Beginnings of the names of buckets, which the provider completes. */
  get bucketNames(): string[] {
    return this.named(['@']).map((name) => `${name.toLowerCase().slice(0, 36)}*`);
  }

  /** One name with a * stands for all agent types that are called after the fleet. */
  private named(resources: readonly string[]): string[] {
    const { name, agentTypes } = this.fleet;
    const isUsual = ({ resourcePrefix }: AgentType) => resourcePrefix.startsWith(`${name}-s1-`);
    const others = agentTypes.filter((agentType) => !isUsual(agentType)).map(({ resourcePrefix }) => resourcePrefix);
    const names = [...(agentTypes.some(isUsual) ? [`${name}-s1-*`] : []), ...others];
    return resources.flatMap((resource) => names.map((each) => resource.replace('@', each)));
  }
}
