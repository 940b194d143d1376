import { setTimeout as delay } from 'node:timers/promises';
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { rateSeconds } from './schedule-expression';

/** Real milliseconds between two looks at the rules. */
const lookMs = 2_000;
/** Real milliseconds between two looks at the clock. */
const resolutionMs = 20;

export interface ScheduleOptions {
  /** Environment that leads to AWS. */
  readonly environment: NodeJS.ProcessEnv;
  /** Time compression. */
  readonly speed: number;
  /** Invokes a function with the event of its rule. */
  readonly invoke: (functionName: string, event: unknown) => void;
  /** Called once for each rule that local mode does not run. @default - such rules are left out silently */
  readonly onUnknown?: ((rule: string, expression: string) => void) | undefined;
}

interface Rule {
  readonly arn: string;
  readonly every: number;
  readonly functions: readonly string[];
  /** Real time of the next event, in milliseconds. */
  next: number;
}

/** Fires the EventBridge schedules that are deployed; like EventBridge, one interval after a rule appears first. */
export class Schedule {
  private readonly client: EventBridgeClient;
  private readonly stopping = new AbortController();
  private readonly running: Promise<unknown>;
  private rules = new Map<string, Rule>();
  private readonly unknown = new Set<string>();

  constructor(private readonly options: ScheduleOptions) {
    const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = options.environment;
    this.client = new EventBridgeClient({
      ...(AWS_ENDPOINT_URL !== undefined && { endpoint: AWS_ENDPOINT_URL }),
      ...(AWS_REGION !== undefined && { region: AWS_REGION }),
      credentials: { accessKeyId: AWS_ACCESS_KEY_ID ?? '', secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '' },
    });
    this.running = Promise.all([this.look(), this.fire()]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.client.destroy();
  }

  private async look(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      // An answer that does not come changes nothing: rules stay as they were seen last.
      await this.readRules().catch(() => undefined);
      await this.pause(lookMs);
    }
  }

  private async fire(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const now = Date.now();
      for (const rule of this.rules.values()) {
        if (rule.next > now) continue;
        rule.next = Math.max(now, rule.next + rule.every);
        for (const name of rule.functions) this.options.invoke(name, scheduledEvent(rule.arn));
      }
      await this.pause(resolutionMs);
    }
  }

  private async readRules(): Promise<void> {
    const abort = { abortSignal: this.stopping.signal };
    const { Rules = [] } = await this.client.send(new ListRulesCommand({}), abort);
    const rules = new Map<string, Rule>();
    for (const { Name, Arn, State, ScheduleExpression } of Rules) {
      if (Name === undefined || Arn === undefined || State !== 'ENABLED' || ScheduleExpression === undefined) continue;
      const seconds = rateSeconds(ScheduleExpression);
      if (seconds === undefined) {
        this.reportUnknown(Name, ScheduleExpression);
        continue;
      }
      const { Targets = [] } = await this.client.send(new ListTargetsByRuleCommand({ Rule: Name }), abort);
      const every = (seconds * 1000) / this.options.speed;
      const functions = Targets.flatMap((target) => /:function:([^:]+)/.exec(target.Arn ?? '')?.[1] ?? []);
      const known = this.rules.get(Name);
      const next = known?.every === every ? known.next : Date.now() + every;
      rules.set(Name, { arn: Arn, every, functions, next });
    }
    this.rules = rules;
  }

  private reportUnknown(rule: string, expression: string): void {
    if (this.unknown.has(rule)) return;
    this.unknown.add(rule);
    this.options.onUnknown?.(rule, expression);
  }

  private async pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
function scheduledEvent(ruleArn: string) {
  const [, , , region, account] = ruleArn.split(':');
  return {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: new Date().toISOString(),
    region,
    resources: [ruleArn],
    detail: {},
  };
}
