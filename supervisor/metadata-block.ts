import { existsSync } from 'node:fs';
import type { AgentConfiguration } from '../config/agent-configuration';
import { metadataBlocks } from '../installation/metadata-block';
import type { RunCommand } from './command';
import { systemOn } from './environment';
import type { InstanceLog } from './instance-log';

export interface MetadataBlockProps {
  readonly configuration: Pick<AgentConfiguration, 'jobsUseInstanceRole'>;
  /** Agents run as a user of their own. */
  readonly hasAgentUser: boolean;
  readonly platform: NodeJS.Platform;
  readonly run: RunCommand;
  readonly log: InstanceLog;
  /** Whether there is such a file. @default - the file system is asked */
  readonly isInstalled?: (path: string) => boolean;
}

/**
 * Keeps jobs from the instance role, unless they are meant to have it. @throws when the rules cannot be set: an instance
 * whose jobs could take its role must not start any
 */
export async function blockMetadata({
  configuration,
  hasAgentUser,
  platform,
  run,
  log,
  isInstalled = existsSync,
}: MetadataBlockProps) {
  if (configuration.jobsUseInstanceRole) return log('jobs may use the instance role');
  const block = metadataBlocks[systemOn(platform)];
  if (!block || !hasAgentUser || !isInstalled(block.path)) return log('jobs can reach the metadata service');
  const [command, ...args] = block.command;
  await run(command, args);
}
