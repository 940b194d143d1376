import { z } from 'zod';
import { cronExpression, timeZone } from '../cron-expression';
import { Duration, durationBetween } from '../duration';
import { text } from '../text-format';

const count = z.int().min(0).max(1000);

/** Group metrics of Amazon EC2 Auto Scaling: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html */
const groupMetrics = [
  'GroupMinSize',
  'GroupMaxSize',
  'GroupDesiredCapacity',
  'GroupInServiceInstances',
  'GroupPendingInstances',
  'GroupStandbyInstances',
  'GroupTerminatingInstances',
  'GroupTotalInstances',
  'GroupInServiceCapacity',
  'GroupPendingCapacity',
  'GroupStandbyCapacity',
  'GroupTerminatingCapacity',
  'GroupTotalCapacity',
  'WarmPoolDesiredCapacity',
  'WarmPoolWarmedCapacity',
  'WarmPoolPendingCapacity',
  'WarmPoolTerminatingCapacity',
  'WarmPoolTotalCapacity',
  'GroupAndWarmPoolDesiredCapacity',
  'GroupAndWarmPoolTotalCapacity',
] as const;

const extra = z.int().min(1).max(1000).optional();

const headroom = z
  .strictObject({
    number: extra.describe('Instances beyond what the jobs need'),
    percent: extra.describe('Percent of the instances that the jobs need'),
  })
  .transform(({ number, percent }, context): { number: number } | { percent: number } => {
    if (number !== undefined && percent === undefined) return { number };
    if (percent !== undefined && number === undefined) return { percent };
    context.addIssue({ code: 'custom', message: 'must have exactly one of number and percent' });
    return z.NEVER;
  });

const readyFor = text(/^\d{1,2}%$/, 'a share from 0% to 99%').transform((share) => Number.parseInt(share, 10));

const schedule = z.strictObject({
  cron: cronExpression.describe('When these sizes begin to hold: five fields, as in crontab'),
  timeZone: timeZone.default('UTC').describe('Time zone of cron; summer time is followed'),
  min: count.optional().describe('Fewest instances from then on. Default: size.min'),
  max: count.optional().describe('Most instances from then on. Default: size.max'),
});

/** How many instances there are, and for how long. */
export const size = z.strictObject({
  scaling: z
    .enum(['jobs', 'static'])
    .default('jobs')
    .describe('jobs: the scaler follows the queue; static: no scaler, the group keeps its size'),
  min: count.default(0).describe('Fewest instances'),
  max: count.default(1).describe('Most instances'),
  desired: count
    .optional()
    .describe('Instances when the group is created; a later deploy does not reset it. Default: min'),
  readyFor: readyFor
    .prefault('50%')
    .describe(
      'Share of jobs that should find an idle agent, where jobs come one by one: spare agents are learned from the jobs. ' +
        '0%: none',
    ),
  headroom: headroom
    .optional()
    .describe('In place of readyFor: a fixed number of instances beyond what the jobs need, or a percentage'),
  schedules: z
    .array(schedule)
    .max(20)
    .default([])
    .describe('Sizes at certain times, within min and max: of these entries the one that began last holds'),
  maxLifetime: durationBetween(Duration.days(1), Duration.days(365))
    .optional()
    .describe('Age at which an instance is replaced'),
  metrics: z.array(z.enum(groupMetrics)).default([]).describe('Auto Scaling group metrics to collect, each minute'),
  protectFromScaleIn: z.boolean().default(false).describe('New instances are protected from scale-in'),
});
