import { setTimeout as delay } from 'node:timers/promises';
import type { AgentConfiguration } from '../config/agent-configuration';
import { type AgentGroup, DecrementRefused } from './agent-group';
import type { AgentProcess } from './agent-process';
import type { InstanceLog } from './instance-log';
import { type InstanceState, newInstance, step } from './lifecycle';
import type { LifecycleEffect } from './lifecycle-effect';
import type { LifecycleEvent } from './lifecycle-event';

/** Time that a terminated instance gets until it powers off by itself, in seconds. */
const leaveLimitSeconds = 600;
/** An empty place is filled after this many idle timeouts: by then an idle neighbour would have ended too. */
const vacancyFactor = 1.5;

export interface SupervisorProps {
  readonly configuration: AgentConfiguration;
  readonly group: Pick<AgentGroup, 'completeHook' | 'heartbeat' | 'isAtMin' | 'terminate'>;
  readonly startAgent: (slot: number, onRegistered: () => void) => Promise<Pick<AgentProcess, 'ended' | 'interrupt'>>;
  readonly powerOff: () => void;
  /** Time compression: every time limit is divided by it. */
  readonly speed: number;
  readonly log: InstanceLog;
}

/** Carries out what the lifecycle decides, one event at a time. */
export class Supervisor {
  private state: InstanceState;
  private readonly agents = new Map<number, Pick<AgentProcess, 'interrupt'>>();
  private last: Promise<void> = Promise.resolve();
  private drainWatched = false;

  constructor(private readonly props: SupervisorProps) {
    this.state = newInstance(props.configuration.agentsPerInstance);
    this.later(props.configuration.bootLimitSeconds, { type: 'boot-failed' });
  }

  /** Resolves when everything that follows from the event has been done. */
  dispatch(event: LifecycleEvent): Promise<void> {
    this.last = this.last.then(() => this.handle(event));
    return this.last;
  }

  private async handle(event: LifecycleEvent): Promise<void> {
    const { state, effects } = step(this.state, event);
    const { type, ...fields } = event;
    if (effects.length > 0 || state.phase !== this.state.phase) {
      this.props.log(type, { ...fields, phase: state.phase });
    }
    this.state = state;
    for (const effect of effects) {
      await this.carryOut(effect).catch((error: unknown) => this.failed(effect, error));
    }
  }

  private async carryOut(effect: LifecycleEffect): Promise<void> {
    const { configuration, group, powerOff } = this.props;
    switch (effect.type) {
      case 'start-agent':
        return this.startAgent(effect.slot);
      case 'interrupt-agents':
        for (const agent of this.agents.values()) agent.interrupt();
        return;
      case 'complete-hook':
        return group.completeHook(this.hookName(effect.hook), effect.result);
      case 'heartbeat':
        return group.heartbeat(configuration.terminateHook);
      case 'ask-group':
        return this.follow({ type: 'group-answered', atMin: await group.isAtMin() });
      case 'terminate-instance':
        return group.terminate(effect.decrement);
      case 'power-off':
        return powerOff();
      case 'watch-vacancy':
        return this.watchVacancy(effect.slot);
      case 'watch-drain':
        return this.watchDrain();
      case 'watch-leave':
        return this.later(leaveLimitSeconds, { type: 'leave-limit' });
    }
  }

  private failed(effect: LifecycleEffect, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.props.log('failed', { effect: effect.type, error: message });
    if (effect.type === 'complete-hook' && effect.hook === 'terminate') this.props.powerOff();
    const event = eventOfFailure(effect, error);
    if (event) this.follow(event);
  }

  private async startAgent(slot: number): Promise<void> {
    const agent = await this.props.startAgent(slot, () => this.follow({ type: 'agent-registered', slot }));
    this.agents.set(slot, agent);
    void agent.ended.then((reason) => {
      this.agents.delete(slot);
      this.follow({ type: 'agent-ended', slot, reason });
    });
  }

  private watchVacancy(slot: number): void {
    const { idleTimeoutSeconds } = this.props.configuration;
    this.later(idleTimeoutSeconds * vacancyFactor, { type: 'vacancy-limit', slot });
  }

  private watchDrain(): void {
    if (this.drainWatched) return;
    this.drainWatched = true;
    const { drainLimitSeconds, heartbeatSeconds } = this.props.configuration;
    this.later(drainLimitSeconds, { type: 'drain-limit' });
    const beat = (): void => {
      this.follow({ type: 'heartbeat-due' });
      if (this.state.phase === 'draining') void this.wait(heartbeatSeconds).then(beat);
    };
    beat();
  }

  private later(seconds: number, event: LifecycleEvent): void {
    void this.wait(seconds).then(() => this.follow(event));
  }

  private async wait(seconds: number): Promise<void> {
    await delay((seconds * 1000) / this.props.speed, undefined, { ref: false });
  }

  private hookName(hook: 'launch' | 'terminate'): string {
    const { launchHook, terminateHook } = this.props.configuration;
    return hook === 'launch' ? launchHook : terminateHook;
  }

  /** Like dispatch, for callers inside an effect, which must not wait for what comes after it. */
  private follow(event: LifecycleEvent): void {
    void this.dispatch(event);
  }
}

function eventOfFailure(effect: LifecycleEffect, error: unknown): LifecycleEvent | undefined {
  if (error instanceof DecrementRefused) return { type: 'decrement-refused' };
  if (effect.type === 'start-agent') return { type: 'agent-ended', slot: effect.slot, reason: undefined };
  // The hook's own time limit is longer than the time between heartbeats: the next one may do.
  return effect.type === 'heartbeat' ? undefined : { type: 'aws-unreachable' };
}
