import type { Rule } from './rule';

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
    const { os, arch } = subject.settings.image;
    if (os !== 'windows' || arch !== 'arm64') return;
    subject.wrong('image.arch', 'must be x86_64 with image.os windows: EC2 has no Windows for arm64', 'image.os');
  },
  (subject) => {
    if (subject.settings.image.os !== 'ubuntu-focal') return;
    subject.warn('image.os', 'Ubuntu 20.04 has been out of standard support since May 2025');
  },
];
