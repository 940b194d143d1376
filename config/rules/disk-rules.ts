import type { Rule } from './rule';

interface VolumeLimits {
  readonly gib: readonly [number, number];
  /** Undefined: the type has no provisioned IOPS. */
  readonly iops?: readonly [number, number];
  readonly iopsPerGib?: number;
}

/**
 * Limits of EBS volume types.
 * Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html (sizes, IOPS, throughput),
 * https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html and provisioned-iops.html (ratios).
 */
const limits = {
  gp2: { gib: [1, 16_384] },
  gp3: { gib: [1, 65_536], iops: [3000, 80_000], iopsPerGib: 500 },
  io1: { gib: [4, 16_384], iops: [100, 64_000], iopsPerGib: 50 },
  io2: { gib: [4, 65_536], iops: [100, 256_000], iopsPerGib: 1000 },
  standard: { gib: [1, 1024] },
} as const satisfies Record<string, VolumeLimits>;

/** What a gp3 volume has without asking: IOPS and MiB/s. */
const baseline = { iops: 3000, throughput: 125 } as const;
/** MiB/s for each provisioned IOPS of a gp3 volume, at most. */
const throughputPerIops = 0.25;

/** GiB of the images that `fleet image build` makes, as packer/<system>/variables.pkr.hcl has them. */
const builtImages = { windows: 40, macos: 120, ubuntu: 8 } as const;

export const diskRules: readonly Rule[] = [
  (subject) => {
    const { disk, image } = subject.settings;
    if (image.ami ?? image.ssmParameter ?? image.name) return;
    const least = builtImages[image.os === 'windows' || image.os === 'macos' ? image.os : 'ubuntu'];
    if (disk.size.gib >= least) return;
    subject.warn(
      subject.isGiven('disk.size') ? 'disk.size' : 'image.os',
      `an image built here has ${least}GiB; EC2 launches nothing on less (${subject.named('disk.size', disk.size)})`,
    );
  },
  (subject) => {
    const { type, size } = subject.settings.disk;
    const [least, most] = limits[type].gib;
    if (size.gib >= least && size.gib <= most) return;
    const message = `must be from ${least}GiB to ${most}GiB with ${subject.named('disk.type', type)}`;
    subject.wrong(subject.isGiven('disk.size') ? 'disk.size' : 'disk.type', message, 'disk.type');
  },
  (subject) => {
    const { type, size, iops } = subject.settings.disk;
    const { iops: range, iopsPerGib }: VolumeLimits = limits[type];
    const named = subject.named('disk.type', type);
    if (!range) {
      if (iops !== undefined)
        subject.wrong('disk.iops', `must be left out with ${named}: only gp3, io1 and io2 provision IOPS`, 'disk.type');
      return;
    }
    if (iops === undefined) {
      if (type !== 'gp3')
        subject.wrong('disk.iops', `must be a whole number from ${range[0]} to ${range[1]} with ${named}`, 'disk.type');
    } else if (iops < range[0] || iops > range[1]) {
      subject.wrong('disk.iops', `must be from ${range[0]} to ${range[1]} with ${named}`, 'disk.type');
    } else if (
      iopsPerGib !== undefined &&
      iops > iopsPerGib * size.gib &&
      iops > (type === 'gp3' ? baseline.iops : 0)
    ) {
      const message = `must be at most ${iopsPerGib * size.gib}: ${iopsPerGib} for each GiB of ${subject.named('disk.size', size)}`;
      subject.wrong('disk.iops', message, 'disk.size');
    }
  },
  (subject) => {
    const { type, throughput, iops = baseline.iops } = subject.settings.disk;
    if (throughput === undefined) return;
    if (type !== 'gp3') {
      const message = `must be left out with ${subject.named('disk.type', type)}: only gp3 provisions throughput`;
      subject.wrong('disk.throughput', message, 'disk.type');
    } else if (throughput > throughputPerIops * iops) {
      const message = `must be at most ${throughputPerIops * iops}: a quarter of ${subject.named('disk.iops', iops)}`;
      subject.wrong('disk.throughput', message, 'disk.iops');
    }
  },
];
