/** Writes what a machine needs to become an instance: write-kit.ts --target T --features all,sudo --out DIR [--versions FILE]. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { features, featuresOf, kit } from '../installation/kit';
import { writeKit } from '../installation/kit-folder';
import { supervisorBundle } from '../installation/supervisor-bundle';
import { readVersions, type Target, targets } from '../installation/versions';

const text = { type: 'string' } as const;
const options = { target: text, features: text, out: text, versions: text } as const;
const wanted = z.object({
  target: z.enum(targets),
  features: z.string(),
  out: z.string().min(1),
  versions: z.string().optional(),
});

/** Jobs become root only where that word is said. */
const harmless = (target: Target) => featuresOf(target).filter((feature) => feature !== 'sudo');

const { target, features: words, out, versions: path } = wanted.parse(parseArgs({ options }).values);
const chosen = words.split(',').flatMap((word) => {
  if (word === 'all') return harmless(target);
  return word === '' ? [] : z.enum(features).parse(word);
});
const versions = readVersions(path);
writeKit(out, kit({ target, versions, features: chosen, supervisor: supervisorBundle() }));
