import type { AgentConfiguration } from '../config/agent-configuration';
import { type AgentGroup, DecrementRefused } from './agent-group';
import type { AgentProcess } from './agent-process';
import type { Agents } from './agents';
import { describeError, type InstanceLog } from './instance-log';
import type { InstanceState } from './instance-state';
import type { Leaving } from './leaving';
import { type Step, step } from './lifecycle';
import type { LifecycleEffect } from './lifecycle-effect';
import type { LifecycleEvent } from './lifecycle-event';
import { resume } from './lifecycle-resume';
import { SupervisorTimers } from './supervisor-timers';

type Agent = Pick<AgentProcess, 'ended' | 'interrupt'>;

export interface SupervisorProps {
  readonly configuration: AgentConfiguration;
  /** A new instance, or what an earlier supervisor has left. */
  readonly state: InstanceState;
  /** Seconds of the boot limit that are left. */
  readonly bootSeconds: number;
  readonly group: Pick<AgentGroup, 'completeHook' | 'heartbeat' | 'terminate'>;
  readonly agents: Pick<Agents, 'interrupt' | 'stopJobs' | 'nameOf'> & {
    start(slot: number, onRegistered: () => void): Promise<Agent>;
    adopt(slot: number, onRegistered: (() => void) | undefined): Agent | undefined;
  };
  /** What becomes of an instance whose agents have all ended. @throws when AWS cannot be asked */
  readonly leaving: (question: { readonly isClean: boolean; readonly isRefused: boolean }) => Promise<Leaving>;
  readonly powerOff: () => void;
  readonly exit: () => void;
  /** Keeps the state for a supervisor that has to go on with it. */
  readonly save: (state: InstanceState) => Promise<void>;
  /** Told why the instance gives up its launch, before it does. */
  readonly onBootFailed: (reason: string) => Promise<void>;
  /** Told when the instance is in service, and since when its agents are registered (milliseconds since the epoch). */
  readonly onLaunched: (registeredAt: number) => Promise<void>;
  /** Time compression: every time limit is divided by it. */
  readonly speed: number;
  readonly log: InstanceLog;
}

/** Carries out what the lifecycle decides, one event at a time. */
export class Supervisor {
  private current: InstanceState;
  private last: Promise<void> = Promise.resolve();
  private readonly timers: SupervisorTimers;
  /** The last event, and why an agent did not register: what a failed boot is told to come from. */
  private cause = '';
  private failure: string | undefined;

  constructor(private readonly props: SupervisorProps) {
    const { state, configuration, speed, bootSeconds } = props;
    this.current = state;
    const follow = (event: LifecycleEvent) => this.follow(event);
    this.timers = new SupervisorTimers({ configuration, speed, follow, state: () => this.current });
    this.timers.watchBoot(bootSeconds);
  }

  get state(): InstanceState {
    return this.current;
  }

  /** Resolves when everything that follows from the event has been done. */
  dispatch(event: LifecycleEvent): Promise<void> {
    this.last = this.last.then(() => this.take(event, step(this.current, event)));
    return this.last;
  }

  /** Goes on where an earlier supervisor was ended. */
  resume(): Promise<void> {
    this.last = this.last.then(() => this.take({ type: 'resumed' }, resume(this.current)));
    return this.last;
  }

  private async take(event: LifecycleEvent | { readonly type: 'resumed' }, next: Step): Promise<void> {
    const { type, ...fields } = event;
    this.cause = type;
    if (event.type === 'agent-ended') this.failure = event.failure ?? this.failure;
    const changed = next.state.phase !== this.current.phase;
    const isNew = next.state !== this.current;
    this.current = next.state;
    if (next.effects.length > 0 || changed || type === 'agent-registered') {
      const slot = 'slot' in event ? { agent: this.props.agents.nameOf(event.slot) } : {};
      this.props.log(type, { ...fields, ...slot, effects: next.effects.map((effect) => effect.type) });
    }
    if (isNew) await this.save();
    for (const effect of next.effects) {
      await this.carryOut(effect).catch((error: unknown) => this.failed(effect, error));
    }
  }

  private async carryOut(effect: LifecycleEffect): Promise<void> {
    const { configuration, group, agents, powerOff, exit } = this.props;
    switch (effect.type) {
      case 'start-agent':
        // Not waited for: several start side by side.
        return void this.startAgent(effect.slot).catch((error: unknown) => this.failed(effect, error));
      case 'adopt-agent':
        return this.adoptAgent(effect.slot);
      case 'interrupt-agents':
        return agents.interrupt();
      case 'stop-jobs':
        return agents.stopJobs();
      case 'complete-hook':
        return this.completeHook(effect.hook, effect.result);
      case 'heartbeat':
        // Not waited for: while AWS is away it is tried for two minutes, which is all that a Spot instance has.
        return void group.heartbeat(configuration.terminateHook).catch((error: unknown) => this.failed(effect, error));
      case 'ask-group':
        return this.follow({ type: 'group-answered', leaving: await this.props.leaving(effect) });
      case 'terminate-instance':
        await group.terminate(effect.decrement);
        return this.follow({ type: 'termination-accepted' });
      case 'power-off':
        return powerOff();
      case 'exit':
        return exit();
      default:
        return this.timers.start(effect);
    }
  }

  private failed(effect: LifecycleEffect, error: unknown): void {
    this.props.log('failed', { effect: effect.type, error: describeError(error) });
    if (effect.type === 'complete-hook' && effect.hook === 'terminate') this.props.powerOff();
    const event = eventOfFailure(effect, error);
    if (event) this.follow(event);
  }

  private async completeHook(hook: 'launch' | 'terminate', result: 'CONTINUE' | 'ABANDON'): Promise<void> {
    const { configuration, group, onBootFailed, onLaunched } = this.props;
    if (result === 'ABANDON')
      await onBootFailed(`${this.cause}${this.failure === undefined ? '' : `: ${this.failure}`}`);
    const registeredAt = Date.now();
    await group.completeHook(hook === 'launch' ? configuration.launchHook : configuration.terminateHook, result);
    if (hook === 'launch' && result === 'CONTINUE' && this.current.phase !== 'warming') await onLaunched(registeredAt);
  }

  private async startAgent(slot: number): Promise<void> {
    const agent = await this.props.agents.start(slot, () => this.follow({ type: 'agent-registered', slot }));
    this.watch(slot, agent);
    await this.save();
    // The instance may have been asked to go, or have given up, while its agent was about to start.
    if (this.current.phase !== 'booting' && this.current.phase !== 'running') agent.interrupt();
  }

  private adoptAgent(slot: number): void {
    const isStarting = this.current.slots[slot]?.state === 'starting';
    const onRegistered = isStarting ? () => this.follow({ type: 'agent-registered', slot }) : undefined;
    const agent = this.props.agents.adopt(slot, onRegistered);
    if (agent) this.watch(slot, agent);
    else this.follow({ type: 'agent-ended', slot, failure: 'crashed' });
  }

  private watch(slot: number, { ended }: Agent): void {
    void ended.then(({ reason, failure }) => this.follow({ type: 'agent-ended', slot, reason, failure }));
  }

  /** A state that cannot be kept is only missed by a supervisor that has to go on with it. */
  private async save(): Promise<void> {
    await this.props.save(this.current).catch((error: unknown) => {
      this.props.log('failed', { effect: 'save', error: describeError(error) });
    });
  }

  /** Like dispatch, for callers inside an effect, which must not wait for what comes after it. */
  private follow(event: LifecycleEvent): void {
    void this.dispatch(event);
  }
}

function eventOfFailure(effect: LifecycleEffect, error: unknown): LifecycleEvent | undefined {
  if (error instanceof DecrementRefused) return { type: 'decrement-refused' };
  if (effect.type === 'start-agent') return { type: 'agent-ended', slot: effect.slot, failure: 'crashed' };
  // The hook's own time limit is longer than the time between heartbeats: the next one may do.
  return effect.type === 'heartbeat' ? undefined : { type: 'aws-unreachable' };
}
