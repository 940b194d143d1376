import { existsSync } from 'node:fs';
import type { AgentConfiguration } from '../config/agent-configuration';
import { metadataBlockPath } from '../installation/metadata-block';
import type { InstanceLog } from './instance-log';

export interface MetadataBlockProps {
  readonly configuration: Pick<AgentConfiguration, 'jobsUseInstanceRole'>;
  /** Agents run as a user of their own. */
  readonly hasAgentUser: boolean;
  readonly platform: NodeJS.Platform;
  readonly run: (command: string, args: readonly string[]) => Promise<void>;
  readonly log: InstanceLog;
}

/**
 * Keeps jobs from the instance role, unless they are meant to have it. @throws when the rules cannot be set: an instance
 * whose jobs could take its role must not start any
 */
export async function blockMetadata({ configuration, hasAgentUser, platform, run, log }: MetadataBlockProps) {
  if (configuration.jobsUseInstanceRole) return log('jobs may use the instance role');
  if (platform !== 'linux' || !hasAgentUser || !existsSync(metadataBlockPath))
    return log('jobs can reach the metadata service');
  await run('nft', ['-f', metadataBlockPath]);
}
