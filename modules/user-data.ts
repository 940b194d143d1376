import type { OperatingSystem } from '../config/settings/image';
import type { AgentConfig } from './agent-config';

/** Where the supervisor finds its configuration, in a script that does nothing else and that it parses. Base64. */
export function userData(os: OperatingSystem, config: Pick<AgentConfig, 'name' | 'version'>): string {
  return Buffer.from(os === 'windows' ? windows(config) : unix(config)).toString('base64');
}

function unix({ name, version }: Pick<AgentConfig, 'name' | 'version'>): string {
  return ['#!/bin/sh', `AGENT_FLEET_CONFIG=${name}`, `AGENT_FLEET_CONFIG_VERSION=${version}`, ''].join('\n');
}

function windows({ name, version }: Pick<AgentConfig, 'name' | 'version'>): string {
  return [
    '<powershell>',
    `$AGENT_FLEET_CONFIG = '${name}'`,
    `$AGENT_FLEET_CONFIG_VERSION = '${version}'`,
    '</powershell>',
    '',
  ].join('\n');
}
