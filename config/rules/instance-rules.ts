import { architectureOf, instanceFamily, isBareMetal, isMac } from '../instance-type';
import type { AgentTypeSettings, Rule, RuleSubject } from './rule';

const percent = 'instances.onDemandPercentAboveBase';

/** Types that instances have: those listed, or what a missing list stands for. Empty with requirements. */
export function instanceTypesOf({ instances, image, mac }: AgentTypeSettings): readonly string[] {
  if (instances.types) return instances.types;
  if (instances.requirements) return [];
  if (image.os === 'macos') return (mac?.hostFamilies ?? ['mac2']).map((family) => `${family}.metal`);
  return ['t2.micro'];
}

export function hasSpot({ instances, size }: AgentTypeSettings): boolean {
  return instances.onDemandPercentAboveBase < 100 && instances.onDemandBase < size.max;
}

export const instanceRules: readonly Rule[] = [
  (subject) => {
    const { types, requirements } = subject.settings.instances;
    subject.wrongIfRepeated('instances.types', types ?? []);
    if (!types || !requirements) return;
    subject.wrong('instances.requirements', 'must be left out beside instances.types', 'instances.types');
  },
  (subject) => {
    const { image, instances } = subject.settings;
    (instances.types ?? []).forEach((type, index) => {
      if (isMac(type) !== (image.os === 'macos')) {
        const allowed = isMac(type) ? 'must be no mac' : 'must be a mac';
        subject.wrong(
          ['instances', 'types', index],
          `${allowed} with ${subject.named('image.os', image.os)}`,
          'image.os',
        );
      } else if (architectureOf(type) !== image.arch) {
        const message = `must be an ${image.arch} type like the image (image.arch); this one is ${architectureOf(type)}`;
        subject.wrong(['instances', 'types', index], message, 'image.arch');
      }
    });
  },
  (subject) => {
    const { image, instances } = subject.settings;
    if (image.os === 'macos' || image.arch === 'x86_64' || instances.types || instances.requirements) return;
    subject.wrong(
      'instances.types',
      'must be a list of arm64 types with image.arch arm64: the default, t2.micro, is x86_64',
      'image.arch',
    );
  },
  purchase,
  strategies,
  warmPool,
  (subject) => {
    const { image, instances } = subject.settings;
    if (image.os !== 'windows' || !/^t[1-3]a?\.(?:nano|micro)$/.test(instanceTypesOf(subject.settings)[0] ?? ''))
      return;
    const type = instanceTypesOf(subject.settings)[0];
    subject.warn(instances.types ? 'instances.types' : 'image.os', `${type} has too little memory for Windows`);
  },
];

function purchase(subject: RuleSubject): void {
  const { instances, size, image } = subject.settings;
  const { onDemandBase, onDemandPercentAboveBase } = instances;
  if (image.os === 'macos') {
    for (const key of [
      'onDemandBase',
      'onDemandPercentAboveBase',
      'spotStrategy',
      'onDemandStrategy',
      'capacityRebalance',
      'requirements',
      'warmPool',
    ] as const) {
      if (!subject.isGiven(`instances.${key}`)) continue;
      subject.wrong(
        `instances.${key}`,
        'must be left out with image.os macos: macs are dedicated hosts, On-Demand only',
        'image.os',
      );
    }
    return;
  }
  if (onDemandBase > size.max) {
    subject.wrong('instances.onDemandBase', `must be at most ${subject.named('size.max', size.max)}`, 'size.max');
  } else if (onDemandPercentAboveBase < 100 && onDemandBase === size.max && size.max > 0) {
    const message = `must be below ${subject.named('size.max', size.max)}: there is never an instance above the base, so ${percent} has no effect`;
    subject.wrong('instances.onDemandBase', message, 'size.max', percent);
  }
  if (onDemandBase > 0 && onDemandPercentAboveBase === 100) {
    const message = `must be left out with ${subject.named(percent, 100)}: all instances are On-Demand`;
    subject.wrong('instances.onDemandBase', message, percent);
  }
}

function strategies(subject: RuleSubject): void {
  const { instances, image } = subject.settings;
  if (image.os === 'macos') return;
  const isAllOnDemand = instances.onDemandPercentAboveBase === 100;
  const onlyWithSpot = `must be left out without Spot: ${subject.named(percent, instances.onDemandPercentAboveBase)}`;
  if (isAllOnDemand && instances.spotStrategy) subject.wrong('instances.spotStrategy', onlyWithSpot, percent);
  if (isAllOnDemand && instances.capacityRebalance) subject.wrong('instances.capacityRebalance', onlyWithSpot, percent);
  if (instances.onDemandPercentAboveBase === 0 && instances.onDemandBase === 0 && instances.onDemandStrategy) {
    subject.wrong('instances.onDemandStrategy', `must be left out: all instances are Spot (${percent} is 0)`, percent);
  }
  if (!instances.requirements) {
    if (instanceTypesOf(subject.settings).length > 1 || !instances.onDemandStrategy) return;
    const message = 'must be left out with one instance type: there is nothing to choose from';
    subject.wrong('instances.onDemandStrategy', message, 'instances.types');
    return;
  }
  for (const [key, value] of [
    ['onDemandStrategy', 'prioritized'],
    ['spotStrategy', 'capacity-optimized-prioritized'],
  ] as const) {
    if (instances[key] !== value) continue;
    subject.wrong(
      `instances.${key}`,
      'must be another strategy: requirements have no order to prioritize by',
      'instances.requirements',
    );
  }
}

function warmPool(subject: RuleSubject): void {
  const { instances, size, image } = subject.settings;
  const pool = instances.warmPool;
  if (!pool || image.os === 'macos') return;
  const at = 'instances.warmPool';
  const only = 'must be left out: AWS has warm pools for one On-Demand instance type only, and';
  if (hasSpot(subject.settings))
    subject.wrong(at, `${only} ${percent} is ${instances.onDemandPercentAboveBase}`, percent);
  if (instances.requirements) subject.wrong(at, `${only} instances.requirements are set`, 'instances.requirements');
  if (instances.types && instances.types.length > 1) {
    subject.wrong(at, `${only} instances.types has ${instances.types.length}`, 'instances.types');
  }
  const most = pool.max ?? size.max;
  if (pool.min > most) {
    const limit = pool.max === undefined ? 'size.max' : `${at}.max`;
    subject.wrong(`${at}.min`, `must be at most ${subject.named(limit, most)}`, limit);
  }
  if (pool.max !== undefined && pool.max < size.min) {
    subject.wrong(
      `${at}.max`,
      `must be at least ${subject.named('size.min', size.min)}: it counts running instances too`,
      'size.min',
    );
  }
  const [type] = instanceTypesOf(subject.settings);
  if (pool.state === 'hibernated' && type !== undefined && (isBareMetal(type) || !hibernates(type))) {
    subject.wrong(`${at}.state`, `must be stopped or running: ${type} cannot hibernate`, 'instances.types');
  }
}

/**
 * Whether EC2 can hibernate instances of the type's family: not bare metal, not accelerated, not high memory.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernating-prerequisites.html
 */
function hibernates(type: string): boolean {
  return !/^(?:a1|t1|m1|m2|c1|d\d|dl|f\d|g\d|gr|h1|hpc|inf|p\d|trn|u-|u7|vt|x1|z1)/.test(instanceFamily(type));
}
