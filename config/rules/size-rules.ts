import type { AgentTypeSettings, Rule, RuleSubject } from './rule';

type Schedule = AgentTypeSettings['size']['schedules'][number];

export const sizeRules: readonly Rule[] = [
  (subject) => {
    const { min, max, desired } = subject.settings.size;
    if (min > max) {
      // Whichever was written is the one to change.
      if (subject.isGiven('size.min'))
        subject.wrong('size.min', `must be at most ${subject.named('size.max', max)}`, 'size.max');
      else subject.wrong('size.max', `must be at least ${subject.named('size.min', min)}`, 'size.min');
    } else if (desired !== undefined && desired < min) {
      subject.wrong('size.desired', `must be at least ${subject.named('size.min', min)}`, 'size.min');
    } else if (desired !== undefined && desired > max) {
      subject.wrong('size.desired', `must be at most ${subject.named('size.max', max)}`, 'size.max');
    }
  },
  (subject) => {
    const { min, max, desired, scaling } = subject.settings.size;
    if (scaling !== 'static' || min === max || desired !== undefined || min > max) return;
    subject.wrong(
      'size.desired',
      `must be the number of instances from ${min} to ${max}: with size.scaling static nothing else sets it`,
      'size.scaling',
      'size.min',
      'size.max',
    );
  },
  (subject) => {
    const { headroom } = subject.settings.size;
    if (headroom && subject.isGiven('size.readyFor'))
      subject.wrong(
        'size.readyFor',
        'must be left out with size.headroom, which fixes the spare instances',
        'size.headroom',
      );
    if (headroom) spareRule(subject, 'size.headroom');
    if (subject.isGiven('size.readyFor')) spareRule(subject, 'size.readyFor');
  },
  (subject) => {
    const { schedules, scaling } = subject.settings.size;
    if (schedules.length === 0) return;
    if (scaling === 'static') {
      const message = 'must be left out with size.scaling static: there is no scaler to follow them';
      return subject.wrong('size.schedules', message, 'size.scaling');
    }
    if (schedules.length === 1) {
      const message = 'must have another entry, or be left out: a single one holds at any time, as min and max do';
      return subject.wrong('size.schedules', message);
    }
    schedules.forEach((schedule, index) => {
      checkSchedule(subject, schedule, index);
    });
    checkEffect(subject);
  },
  (subject) => {
    const { metrics } = subject.settings.size;
    subject.wrongIfRepeated('size.metrics', metrics);
    if (subject.settings.instances.warmPool) return;
    metrics.forEach((metric, index) => {
      if (!metric.includes('WarmPool')) return;
      subject.wrong(
        ['size', 'metrics', index],
        'must be left out without instances.warmPool: it has no values',
        'instances.warmPool',
      );
    });
  },
  (subject) => {
    const { size, agent } = subject.settings;
    if (size.max === 0) subject.warn('size.max', 'no instance can ever start');
    const isNever = agent.idleTimeout.seconds === 0;
    if (isNever && size.scaling === 'jobs' && size.max > size.min) {
      subject.warn('agent.idleTimeout', 'idle agents stay, so the fleet grows but does not shrink');
    }
  },
];

/** Sizes outside those of the group would have no effect: Terraform gives it its minimum and maximum. */
function checkSchedule(subject: RuleSubject, { cron, timeZone, min, max }: Schedule, index: number): void {
  const { size } = subject.settings;
  const at = ['size', 'schedules', index] as const;
  const first = size.schedules.findIndex((other) => other.cron === cron && other.timeZone === timeZone);
  if (first < index) subject.wrong(at, `must not begin when size.schedules[${first}] does: the last of them holds`);
  if (min !== undefined && min < size.min)
    subject.wrong([...at, 'min'], `must be at least ${subject.named('size.min', size.min)}`, 'size.min');
  if (max !== undefined && max > size.max)
    subject.wrong([...at, 'max'], `must be at most ${subject.named('size.max', size.max)}`, 'size.max');
  const [least, most] = [min ?? size.min, max ?? size.max];
  if (least <= most || size.min > size.max) return;
  if (min !== undefined && min <= size.max) subject.wrong([...at, 'min'], `must be at most max (${most})`, 'size.max');
  else if (min !== undefined) subject.wrong([...at, 'min'], `must be at most ${subject.named('size.max', size.max)}`);
  else subject.wrong([...at, 'max'], `must be at least ${subject.named('size.min', size.min)}`, 'size.min');
}

function checkEffect(subject: RuleSubject): void {
  const { min, max, schedules } = subject.settings.size;
  const isSame = (schedule: Schedule) => (schedule.min ?? min) === min && (schedule.max ?? max) === max;
  if (schedules.every(isSame)) subject.wrong('size.schedules', 'must have an entry with another size than min and max');
}

/** Where no scaler changes the size there are no spare agents. */
function spareRule(subject: RuleSubject, setting: string): void {
  const { min, max, scaling } = subject.settings.size;
  if (scaling === 'static')
    subject.wrong(setting, 'must be left out with size.scaling static: there is no scaler to keep it', 'size.scaling');
  else if (min === max)
    subject.wrong(
      setting,
      `must be left out: size.min and size.max are both ${min}, so the size never changes`,
      'size.min',
      'size.max',
    );
}
