import * as z from 'zod/mini';
import { type AgentConfiguration, agentConfiguration } from '../config/agent-configuration';
import type { AgentParameterValues } from './agent-parameters';
import type { ParameterStore } from './parameter-store';
import type { UserData } from './user-data';

type Store = Pick<ParameterStore, 'values' | 'history'>;

/** What the instance reads from SSM at boot. */
export interface InstanceParameters extends AgentParameterValues {
  readonly configuration: AgentConfiguration;
}

/**
 * One call if the user data name the token and the known hosts are where they are expected; a second one for what the
 * configuration names otherwise.
 */
export async function readParameters(store: Store, userData: UserData, patience: number): Promise<InstanceParameters> {
  const { configurationParameter, tokenParameter } = userData;
  const hinted = tokenParameter === undefined ? [] : [tokenParameter, sibling(configurationParameter, 'known-hosts')];
  const values = new Map(await store.values([configurationParameter, ...hinted], patience));
  const text = await configurationText(store, userData, values.get(configurationParameter), patience);
  const configuration = parseConfiguration(text, configurationParameter);
  const named = [configuration.tokenParameter, configuration.knownHostsParameter];
  const missing = named.filter((name) => !values.has(name) && !hinted.includes(name));
  if (missing.length > 0) for (const [name, value] of await store.values(missing, patience)) values.set(name, value);
  const token = values.get(configuration.tokenParameter);
  if (token === undefined || token === '') throw new Error(`there is no parameter ${configuration.tokenParameter}`);
  return { configuration, token, knownHosts: values.get(configuration.knownHostsParameter) };
}

const versioned = z.object({ version: z.optional(z.string()) });

/**
 * The configuration that the launch template was made with. A deploy writes another one before it replaces instances, and a
 * rollback goes back to the older template: its configuration is in the parameter's history then.
 */
async function configurationText(
  store: Store,
  { configurationParameter, configurationVersion }: UserData,
  latest: string | undefined,
  patience: number,
): Promise<string | undefined> {
  const isOurs = (text: string) => versioned.parse(JSON.parse(text)).version === configurationVersion;
  if (latest === undefined || configurationVersion === undefined || isOurs(latest)) return latest;
  return (await store.history(configurationParameter, patience)).findLast(isOurs) ?? latest;
}

function parseConfiguration(text: string | undefined, name: string): AgentConfiguration {
  if (text === undefined) throw new Error(`there is no parameter ${name}`);
  const result = agentConfiguration.safeParse(JSON.parse(text));
  if (!result.success) throw new Error(`the parameter ${name} is wrong: ${z.prettifyError(result.error)}`);
  return result.data;
}

/** `/agent-fleet/acme-s1/config` -> `/agent-fleet/acme-s1/known-hosts` */
function sibling(parameter: string, name: string): string {
  return `${parameter.slice(0, parameter.lastIndexOf('/'))}/${name}`;
}
