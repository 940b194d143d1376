import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundleSources } from '../../image/bundle-sources';
import type * as bundles from '../../modules/function-bundle';
import { bundleOptions } from '../../scaler-lambda/bundle-options';

const root = resolve(__dirname, '../..');
const cache = join(root, 'node_modules', '.cache', 'agent-fleet');
const folders = ['scaler-lambda', 'known-hosts-lambda', 'refresh-lambda'] as const;

/** Other suites may be using the cache, which is made for that. */
function damageCache(): void {
  for (const name of readdirSync(cache)) writeFileSync(join(cache, name), 'damaged');
}

/** What a process that starts now deploys. */
async function deployed({ beforehand }: { beforehand: boolean }): Promise<unknown[]> {
  const found: unknown[] = [];
  await jest.isolateModulesAsync(async () => {
    const { functionBundle, buildFunctionBundles } = jest.requireActual<typeof bundles>(
      '../../modules/function-bundle',
    );
    if (beforehand) await buildFunctionBundles();
    found.push(...folders.map(functionBundle));
  });
  return found;
}

test('functions are the same byte for byte, built or found in the cache, whole or damaged', async () => {
  const first = await deployed({ beforehand: false });
  damageCache();
  expect(await deployed({ beforehand: true })).toEqual(first);
  expect(await deployed({ beforehand: false })).toEqual(first);
});

test.each(folders)(
  'the sources by which %s is found in the cache are exactly those that esbuild bundles',
  async (folder) => {
    const { metafile } = await build({
      ...bundleOptions,
      absWorkingDir: root,
      entryPoints: [`${folder}/handler.ts`],
      packages: 'external',
      metafile: true,
      write: false,
      outfile: 'index.js',
    });
    expect(bundleSources(root, `${folder}/handler.ts`).files).toEqual(Object.keys(metafile.inputs).sort());
  },
);
