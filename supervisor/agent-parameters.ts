import type { AgentConfiguration } from '../config/agent-configuration';
import type { ParameterStore } from './parameter-store';

/** What every agent is given from SSM. */
export interface AgentParameterValues {
  /** Registration token. */
  readonly token: string;
  /** known_hosts lines; undefined when there are none yet. */
  readonly knownHosts: string | undefined;
}

/** The registration token in memory. A supervisor that goes on after another one reads it when it first needs it. */
export class AgentParameters {
  constructor(
    private readonly store: Pick<ParameterStore, 'values'>,
    private readonly configuration: Pick<AgentConfiguration, 'tokenParameter' | 'knownHostsParameter'>,
    /** Milliseconds for all attempts to read them. */
    private readonly patience: number,
    private known?: AgentParameterValues,
  ) {}

  async values(): Promise<AgentParameterValues> {
    this.known ??= await this.read();
    return this.known;
  }

  private async read(): Promise<AgentParameterValues> {
    const { tokenParameter, knownHostsParameter } = this.configuration;
    const values = await this.store.values([tokenParameter, knownHostsParameter], this.patience);
    const token = values.get(tokenParameter);
    if (token === undefined || token === '') throw new Error(`there is no parameter ${tokenParameter}`);
    return { token, knownHosts: values.get(knownHostsParameter) };
  }
}
