import { setTimeout as delay } from 'node:timers/promises';
import type { AgentConfiguration } from '../config/agent-configuration';
import type { InstanceState } from './instance-state';
import type { LifecycleEffect } from './lifecycle-effect';
import type { LifecycleEvent } from './lifecycle-event';

/** Time that a terminated instance gets until it powers off by itself, in seconds. */
const leaveLimitSeconds = 600;
/** Semaphore stops jobs at the drain limit; agents need some time to report that. In seconds. */
const reportSeconds = 60;
/** Time before an agent that could not register is started again, in seconds: doubled each time, half of it random. */
const firstRetrySeconds = 5;
const longestRetrySeconds = 120;

/** Effects that report something later. */
export type TimerEffect = Extract<LifecycleEffect, { type: `watch-${string}` }>;

export interface SupervisorTimersProps {
  readonly configuration: AgentConfiguration;
  readonly speed: number;
  readonly follow: (event: LifecycleEvent) => void;
  readonly state: () => InstanceState;
}

/** What happens to an instance because time goes by. */
export class SupervisorTimers {
  private boot = new AbortController();
  private drainWatched = false;
  private beats = false;

  constructor(private readonly props: SupervisorTimersProps) {}

  start(effect: TimerEffect): void {
    const { bootLimitSeconds } = this.props.configuration;
    switch (effect.type) {
      case 'watch-boot':
        this.watchBoot(bootLimitSeconds);
        break;
      case 'watch-retry':
        this.later(retrySeconds(effect.attempt), { type: 'retry-due', slot: effect.slot });
        break;
      case 'watch-drain':
        this.watchDrain();
        break;
      case 'watch-leave':
        this.later(leaveLimitSeconds, { type: 'leave-limit' });
        break;
    }
  }

  watchBoot(seconds: number): void {
    this.boot.abort();
    this.boot = new AbortController();
    this.later(seconds, { type: 'boot-limit' }, this.boot.signal);
  }

  private watchDrain(): void {
    const { drainLimitSeconds } = this.props.configuration;
    if (!this.drainWatched) this.later(drainLimitSeconds + reportSeconds, { type: 'drain-limit' });
    this.drainWatched = true;
    if (this.props.state().terminated && !this.beats) this.beat();
  }

  private beat(): void {
    const { phase } = this.props.state();
    this.beats = phase === 'draining';
    if (!this.beats) return;
    this.props.follow({ type: 'heartbeat-due' });
    void this.wait(this.props.configuration.heartbeatSeconds).then(() => this.beat());
  }

  private later(seconds: number, event: LifecycleEvent, signal?: AbortSignal): void {
    this.wait(seconds, signal).then(
      () => this.props.follow(event),
      () => undefined,
    );
  }

  private async wait(seconds: number, signal?: AbortSignal): Promise<void> {
    await delay((seconds * 1000) / this.props.speed, undefined, { ref: false, ...(signal && { signal }) });
  }
}

function retrySeconds(attempt: number): number {
  const pause = Math.min(longestRetrySeconds, firstRetrySeconds * 2 ** (attempt - 1));
  return pause / 2 + (Math.random() * pause) / 2;
}
