import type { OperatingSystem } from '../config/settings/image';
import type { AgentConfig } from './agent-config';
import type { StockKit } from './stock-kit';

/** Where the supervisor finds its configuration, in a script that does nothing else and that it parses. Base64. */
export function userData(os: OperatingSystem, config: Pick<AgentConfig, 'name' | 'version'>, stock?: StockKit): string {
  if (stock) return stock.userData(configurationLines(config));
  return Buffer.from(os === 'windows' ? windows(config) : unix(config)).toString('base64');
}

function configurationLines({ name, version }: Pick<AgentConfig, 'name' | 'version'>): readonly string[] {
  return [`AGENT_FLEET_CONFIG=${name}`, `AGENT_FLEET_CONFIG_VERSION=${version}`];
}

function unix(config: Pick<AgentConfig, 'name' | 'version'>): string {
  return ['#!/bin/sh', ...configurationLines(config), ''].join('\n');
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
