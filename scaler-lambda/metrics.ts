import type { LaunchFailures } from './failed-launches';
import type { QueueFigures } from './job-source/job-source';
import type { Metrics, TickOutcome } from './tick';

type Unit = 'Count' | 'Seconds';
type Values = Readonly<Record<string, number>>;

/** Namespace of agent-aws-stack's metrics, so that its dashboards keep working. */
const namespace = 'Semaphore';

/**
 * Metrics as log lines in CloudWatch's embedded metric format: no request, so nothing that could fail.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmbeddedMetrics implements Metrics {
  constructor(
    private readonly stackName: string,
    private readonly now: () => number,
    private readonly writeLine: (line: string) => void,
  ) {}

  figures({ jobs, agents }: QueueFigures): void {
    for (const [state, count] of Object.entries(jobs)) this.write({ JobCount: count }, {}, { JobState: state });
    for (const [state, count] of Object.entries(agents)) this.write({ AgentCount: count }, {}, { AgentState: state });
  }

  tick({ decision, failed, figuresAge }: TickOutcome): void {
    const counts = { Ticks: 1, TickErrors: failed ? 1 : 0 };
    const capacities = decision && { DesiredCapacity: decision.desired, RaisedBy: decision.desired - decision.from };
    const ages: Values = figuresAge === undefined ? {} : { FiguresAge: figuresAge };
    this.write({ ...counts, ...capacities }, ages, {}, decision && { Reason: decision.reason });
  }

  launches({ count, instanceTypes, message }: LaunchFailures): void {
    this.write({ FailedLaunches: count }, {}, {}, { InstanceTypes: instanceTypes, Reason: message });
  }

  private write(counts: Values, seconds: Values, dimensions: Readonly<Record<string, string>>, properties = {}): void {
    const values = { StackName: this.stackName, ...dimensions };
    const metric = (unit: Unit) => (name: string) => ({ Name: name, Unit: unit });
    const metrics = [...Object.keys(counts).map(metric('Count')), ...Object.keys(seconds).map(metric('Seconds'))];
    const description = { Namespace: namespace, Dimensions: [Object.keys(values)], Metrics: metrics };
    const directive = { Timestamp: this.now(), CloudWatchMetrics: [description] };
    this.writeLine(JSON.stringify({ _aws: directive, ...values, ...counts, ...seconds, ...properties }));
  }
}
