/** Parts of a boot, in milliseconds since the supervisor started. */
export interface BootTimes {
  /** It knows which instance this is and what configures it. */
  readonly identified: number;
  /** Configuration, token and known hosts are read. */
  readonly configured: number;
  /** All agents are registered. */
  readonly registered: number;
  /** The group knows. */
  readonly inService: number;
  /** From the start of the operating system until the supervisor's; undefined where it is not known. */
  readonly systemUp: number | undefined;
}

/**
 * Boot time by phase as a log line that CloudWatch turns into metrics: no call, no permission.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function bootMetrics(stackName: string, instance: string, times: BootTimes, now: Date): Record<string, unknown> {
  const values = {
    ...(times.systemUp === undefined ? {} : { BootSystem: times.systemUp }),
    BootIdentify: times.identified,
    BootConfigure: times.configured - times.identified,
    BootRegister: times.registered - times.configured,
    BootJoin: times.inService - times.registered,
    BootTotal: times.inService,
  };
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Milliseconds' }));
  const CloudWatchMetrics = [{ Namespace: 'Semaphore', Dimensions: [['StackName']], Metrics }];
  return { _aws: { Timestamp: now.getTime(), CloudWatchMetrics }, StackName: stackName, instance, ...values };
}
