import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { AgentParameterValues } from './agent-parameters';
import { AgentProcess, type AgentRecord, type AgentSetting } from './agent-process';

/** What agents need beyond what all of them share. */
export interface AgentsProps {
  readonly setting: AgentSetting;
  readonly instanceId: string;
  readonly logFolder: string;
  readonly parameters: () => Promise<AgentParameterValues>;
  /** A name that Semaphore takes from AWS; undefined: the agent type lets agents name themselves. */
  readonly signedName: (() => Promise<string>) | undefined;
}

/** The agents of this instance, by slot. */
export class Agents {
  private readonly running = new Map<number, AgentProcess>();
  private records: Readonly<Record<string, AgentRecord>>;

  constructor(
    private readonly props: AgentsProps,
    /** Agents that an earlier supervisor has started. */
    records: Readonly<Record<string, AgentRecord>> = {},
  ) {
    this.records = records;
  }

  /** What a later supervisor needs to find them. */
  get recorded(): Readonly<Record<string, AgentRecord>> {
    return this.records;
  }

  /** Names of their folders: the instance's id and a random part. */
  nameOf(slot: number): string | undefined {
    return this.records[slot]?.name;
  }

  logPath(slot: number): string {
    return join(this.props.logFolder, `agent-${slot}.log`);
  }

  async start(slot: number, onRegistered: () => void): Promise<AgentProcess> {
    const { setting, instanceId, parameters, signedName } = this.props;
    // A random part, because a name stays taken for a while after its agent has gone.
    const folderName = `${instanceId}-${randomBytes(4).toString('hex')}`;
    const [values, name] = await Promise.all([parameters(), signedName?.() ?? folderName]);
    const logPath = this.logPath(slot);
    return this.keep(slot, await AgentProcess.start(setting, { ...values, folderName, name, logPath, onRegistered }));
  }

  /**
   * Undefined when nothing is known of an agent in this slot: it had not been started. `onRegistered` is undefined where the
   * agent is known to be registered.
   */
  adopt(slot: number, onRegistered: (() => void) | undefined): AgentProcess | undefined {
    const record = this.records[slot];
    return record && this.keep(slot, AgentProcess.adopt(this.props.setting, record, onRegistered));
  }

  interrupt(): void {
    for (const agent of this.running.values()) agent.interrupt();
  }

  stopJobs(): void {
    for (const agent of this.running.values()) agent.stopJobs();
  }

  kill(): void {
    for (const agent of this.running.values()) agent.kill();
  }

  /** Ends agents that have said that they end, and do not. */
  async endLate(now: number): Promise<void> {
    await Promise.all([...this.running.values()].map((agent) => agent.endIfLate(now)));
  }

  /** One of them runs a job. */
  async areAtWork(): Promise<boolean> {
    const atWork = await Promise.all([...this.running.values()].map((agent) => agent.isAtWork()));
    return atWork.includes(true);
  }

  private keep(slot: number, agent: AgentProcess): AgentProcess {
    this.running.set(slot, agent);
    this.records = { ...this.records, [slot]: agent.record };
    void agent.ended.then(() => {
      if (this.running.get(slot) === agent) this.running.delete(slot);
    });
    return agent;
  }
}
