import { GetParameterCommand, GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { type AgentConfiguration, agentConfiguration } from '../config/agent-configuration';

/** What the instance reads from SSM at boot. */
export interface InstanceParameters {
  readonly configuration: AgentConfiguration;
  /** Registration token. */
  readonly token: string;
  /** known_hosts lines; undefined when there are none yet. */
  readonly knownHosts: string | undefined;
}

/** Two calls: the configuration names what else to read. */
export async function readParameters(ssm: SSMClient, name: string): Promise<InstanceParameters> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
  const configuration = agentConfiguration.parse(JSON.parse(Parameter?.Value ?? 'null'));
  const { tokenParameter, knownHostsParameter } = configuration;
  const names = [tokenParameter, knownHostsParameter].filter((each) => each !== undefined);
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: names, WithDecryption: true }));
  const values = new Map(Parameters.map((parameter) => [parameter.Name, parameter.Value]));
  const token = values.get(tokenParameter);
  if (token === undefined) throw new Error(`there is no parameter ${tokenParameter}`);
  return { configuration, token, knownHosts: values.get(knownHostsParameter) };
}
