import type { OperatingSystem } from '../config/settings/image';
import type { AgentConfig } from './agent-config';
import type { StockKit } from './stock-kit';

type InstanceConfig = Pick<AgentConfig, 'name' | 'version' | 'tokenParameter'>;

/** Where the supervisor finds its configuration, in a script that does nothing else and that it parses. Base64. */
export function userData(os: OperatingSystem, config: InstanceConfig, stock?: StockKit): string {
  if (stock) return stock.userData(configurationLines(config));
  return Buffer.from(os === 'windows' ? windows(config) : unix(config)).toString('base64');
}

function configurationLines({ name, version, tokenParameter }: InstanceConfig): readonly string[] {
  // With the token's name the instance reads all that it needs in one call.
  return [`AGENT_FLEET_CONFIG=${name}`, `AGENT_FLEET_CONFIG_VERSION=${version}`, `AGENT_FLEET_TOKEN=${tokenParameter}`];
}

function unix(config: InstanceConfig): string {
  return ['#!/bin/sh', ...configurationLines(config), ''].join('\n');
}

function windows({ name, version, tokenParameter }: InstanceConfig): string {
  return [
    '<powershell>',
    `$AGENT_FLEET_CONFIG = '${name}'`,
    `$AGENT_FLEET_CONFIG_VERSION = '${version}'`,
    `$AGENT_FLEET_TOKEN = '${tokenParameter}'`,
    '</powershell>',
    '',
  ].join('\n');
}
