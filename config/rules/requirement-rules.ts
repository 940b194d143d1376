import { hasSpot } from './instance-rules';
import type { Rule, RuleSubject } from './rule';

const at = 'instances.requirements';
const ranges = [
  'vcpuCount',
  'memoryMib',
  'totalLocalStorageGb',
  'memoryGibPerVcpu',
  'baselineEbsBandwidthMbps',
  'networkBandwidthGbps',
  'networkInterfaceCount',
  'acceleratorCount',
  'acceleratorTotalMemoryMib',
] as const;
const makers = { x86_64: ['intel', 'amd'], arm64: ['amazon-web-services', 'apple'] } as const;

export const requirementRules: readonly Rule[] = [
  (subject) => {
    for (const key of ranges) {
      const range = subject.settings.instances.requirements?.[key];
      if (range?.min === undefined || range.max === undefined || range.min <= range.max) continue;
      subject.wrong(`${at}.${key}.min`, `must be at most ${at}.${key}.max (${range.max})`, `${at}.${key}.max`);
    }
  },
  (subject) => {
    const { image, instances } = subject.settings;
    const allowed: readonly string[] = makers[image.arch];
    (instances.requirements?.cpuManufacturers ?? []).forEach((maker, index) => {
      if (allowed.includes(maker)) return;
      const message = `must be ${allowed.join(' or ')} with ${subject.named('image.arch', image.arch)}`;
      subject.wrong(['instances', 'requirements', 'cpuManufacturers', index], message, 'image.arch');
    });
  },
  (subject) => {
    const requirements = subject.settings.instances.requirements;
    if (!requirements?.allowedInstanceTypes || !requirements.excludedInstanceTypes) return;
    const message = `must be left out beside ${at}.allowedInstanceTypes`;
    subject.wrong(`${at}.excludedInstanceTypes`, message, `${at}.allowedInstanceTypes`);
  },
  (subject) => {
    const requirements = subject.settings.instances.requirements;
    if (requirements?.localStorage === 'excluded') {
      leftOut(
        subject,
        ['localStorageTypes', 'totalLocalStorageGb'],
        `${at}.localStorage`,
        'types with local storage are excluded',
      );
    }
    if (requirements?.acceleratorCount?.max === 0) {
      const keys = ['acceleratorManufacturers', 'acceleratorNames', 'acceleratorTotalMemoryMib', 'acceleratorTypes'];
      leftOut(subject, keys, `${at}.acceleratorCount`, 'types with accelerators are excluded');
    }
  },
  (subject) => {
    const keys = ['spotMaxPricePercentageOverLowestPrice', 'maxSpotPriceAsPercentageOfOptimalOnDemandPrice'];
    if (!subject.settings.instances.requirements) return;
    if (!hasSpot(subject.settings)) leftOut(subject, keys, 'instances.onDemandPercentAboveBase', 'there is no Spot');
    else if (keys.every((key) => subject.isGiven(`${at}.${key}`))) {
      leftOut(subject, keys.slice(1), `${at}.${keys[0]}`, 'there is one Spot price limit');
    }
  },
];

function leftOut(subject: RuleSubject, keys: readonly string[], because: string, reason: string): void {
  for (const key of keys) {
    if (subject.isGiven(`${at}.${key}`)) subject.wrong(`${at}.${key}`, `must be left out: ${reason}`, because);
  }
}
