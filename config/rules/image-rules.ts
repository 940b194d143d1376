import { Duration } from '../duration';
import { releases } from '../settings/image';
import type { Rule } from './rule';

/** Downloads and packages of a stock instance, on a slow day. */
const leastStockBoot = Duration.minutes(5);

const sources = ['ami', 'ssmParameter', 'name'] as const;

export const imageRules: readonly Rule[] = [
  (subject) => {
    const [first, ...more] = sources.filter((source) => subject.settings.image[source] !== undefined);
    for (const source of more) {
      subject.wrong(`image.${source}`, `must be left out beside image.${first}: there is one image`, `image.${first}`);
    }
  },
  (subject) => {
    const { owner, ami, ssmParameter } = subject.settings.image;
    if (owner === undefined || (ami === undefined && ssmParameter === undefined)) return;
    const source = ami === undefined ? 'image.ssmParameter' : 'image.ami';
    subject.wrong('image.owner', `must be left out with ${source}: only an image found by name has an owner`, source);
  },
  (subject) => {
    const { build } = subject.settings.image;
    const [source] = sources.filter((each) => subject.settings.image[each] !== undefined);
    if (build === undefined || source === undefined) return;
    subject.wrong(
      'image.build',
      `must be left out with image.${source}: that image is not built here`,
      `image.${source}`,
    );
  },
  (subject) => {
    const { os, build } = subject.settings.image;
    const known: readonly number[] = os === 'windows' || os === 'macos' ? releases[os] : [];
    if (build?.release !== undefined && !known.includes(build.release)) {
      const allowed = known.length === 0 ? 'left out' : known.join(' or ');
      subject.wrong('image.build.release', `must be ${allowed} with ${subject.named('image.os', os)}`, 'image.os');
    }
    if (build?.roles !== undefined && known.length > 0)
      subject.wrong(
        'image.build.roles',
        `must be left out with image.os ${os}: Ansible builds Linux images only`,
        'image.os',
      );
  },
  (subject) => {
    const { stock, sudo, os, owner, build } = subject.settings.image;
    const given = sources.filter((each) => subject.settings.image[each] !== undefined);
    const [source] = given;
    if (sudo && source !== undefined)
      subject.wrong(
        'image.sudo',
        `must be left out with image.${source}: that image is made elsewhere`,
        `image.${source}`,
      );
    if (!stock) return;
    if (os === 'windows' || os === 'macos')
      subject.wrong(
        'image.stock',
        `must be left out with image.os ${os}: only Ubuntu installs itself at boot`,
        'image.os',
      );
    const others = [...given, ...(owner === undefined ? [] : ['owner']), ...(build === undefined ? [] : ['build'])];
    for (const other of others)
      subject.wrong(
        `image.${other}`,
        "must be left out with image.stock: that is Canonical's plain image",
        'image.stock',
      );
  },
  (subject) => {
    const { os, arch } = subject.settings.image;
    if (os !== 'windows' || arch !== 'arm64') return;
    subject.wrong('image.arch', 'must be x86_64 with image.os windows: EC2 has no Windows for arm64', 'image.os');
  },
  (subject) => {
    const { image, agent } = subject.settings;
    if (!image.stock || agent.bootLimit.seconds >= leastStockBoot.seconds) return;
    subject.warn(
      'agent.bootLimit',
      `is short for image.stock: instances install themselves; ${leastStockBoot} is safer`,
    );
  },
  (subject) => {
    if (subject.settings.image.os !== 'ubuntu-focal') return;
    subject.warn('image.os', 'Ubuntu 20.04 has been out of standard support since May 2025');
  },
];
