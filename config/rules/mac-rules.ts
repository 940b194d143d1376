import { architectureOf, instanceFamily, isMac } from '../instance-type';
import type { Rule } from './rule';

export const macRules: readonly Rule[] = [
  (subject) => {
    const { image, mac } = subject.settings;
    if (image.os === 'macos') {
      if (!mac?.licenseConfiguration)
        subject.wrong(
          'mac.licenseConfiguration',
          'must be the ARN of a License Manager configuration: macOS runs on dedicated hosts that carry one',
          'image.os',
        );
    } else if (mac) {
      subject.wrong(
        'mac',
        `must be left out with ${subject.named('image.os', image.os)}: only macOS has dedicated hosts`,
        'image.os',
      );
    }
  },
  (subject) => {
    const { image, mac, instances } = subject.settings;
    if (!mac || image.os !== 'macos') return;
    subject.wrongIfRepeated('mac.hostFamilies', mac.hostFamilies);
    subject.wrongIfRepeated('mac.hosts', mac.hosts);
    mac.hostFamilies.forEach((family, index) => {
      if (architectureOf(`${family}.metal`) === image.arch) return;
      const message = `must be an ${image.arch} family like the image (image.arch); this one is ${architectureOf(`${family}.metal`)}`;
      if (subject.isGiven('mac.hostFamilies')) subject.wrong(['mac', 'hostFamilies', index], message, 'image.arch');
      else
        subject.wrong(
          'image.arch',
          `must be ${architectureOf(`${family}.metal`)} like ${subject.named('mac.hostFamilies', mac.hostFamilies)}`,
          'mac',
        );
    });
    (instances.types ?? []).forEach((type, index) => {
      if (!isMac(type) || mac.hostFamilies.includes(instanceFamily(type))) return;
      const message = `must be of a family in ${subject.named('mac.hostFamilies', mac.hostFamilies)}`;
      subject.wrong(['instances', 'types', index], message, 'mac.hostFamilies');
    });
    if (mac.autoAllocate || mac.hosts.length > 0) return;
    subject.wrong('mac.autoAllocate', 'must be true without mac.hosts: there is no host to run on', 'mac.hosts');
  },
  (subject) => {
    const { image, mac, size } = subject.settings;
    if (!mac || image.os !== 'macos' || mac.autoAllocate || mac.hosts.length > size.max) return;
    const most = subject.named('size.max', size.max);
    subject.warn(
      'mac.hosts',
      `should be more than ${most}: a new image is launched before an old mac ends, on a free host`,
    );
  },
];
