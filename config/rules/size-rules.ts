import type { Rule } from './rule';

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
    const { min, max, headroom, scaling } = subject.settings.size;
    if (!headroom) return;
    if (scaling === 'static')
      subject.wrong(
        'size.headroom',
        'must be left out with size.scaling static: there is no scaler to keep it',
        'size.scaling',
      );
    else if (min === max)
      subject.wrong(
        'size.headroom',
        `must be left out: size.min and size.max are both ${min}, so the size never changes`,
        'size.min',
        'size.max',
      );
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
    if (!isNever && size.scaling === 'static' && size.desired !== undefined && size.desired > size.min) {
      subject.warn(
        'size.desired',
        'idle instances above size.min leave and nothing brings them back; agent.idleTimeout never keeps them',
      );
    }
  },
];
