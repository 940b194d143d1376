import { resolve } from 'node:path';
import { build } from 'esbuild';
import { bundleSources } from '../../image/bundle-sources';
import { bundleOptions } from '../../supervisor/bundle-options';

const root = resolve(__dirname, '..', '..');

test('the sources found for the supervisor are exactly those that esbuild bundles', async () => {
  const { metafile } = await build({
    ...bundleOptions,
    absWorkingDir: root,
    entryPoints: ['supervisor/main.ts'],
    packages: 'external',
    metafile: true,
    write: false,
    outfile: 'supervisor.cjs',
  });
  const { files, packages } = bundleSources(root, 'supervisor/main.ts');
  expect(files).toEqual(Object.keys(metafile.inputs).sort());
  const imported = Object.values(metafile.inputs).flatMap((input) => input.imports.map(({ path }) => path));
  const outside = imported.filter((path) => !path.startsWith('node:') && !/\.(ts|json)$/.test(path));
  const nameOf = (path: string) => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
  expect(packages).toEqual([...new Set(outside.map(nameOf))].sort());
});
