import { isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../scaler-lambda/bundle-options';

const functions = ['scaler-lambda', 'known-hosts-lambda', 'refresh-lambda'];

async function bundle(folder: string) {
  const entry = resolve(__dirname, '../..', folder, 'handler.ts');
  const { outputFiles, metafile } = await build({
    ...bundleOptions,
    entryPoints: [entry],
    outfile: 'index.js',
    write: false,
    metafile: true,
  });
  return { code: outputFiles[0]?.text ?? '', imports: Object.values(metafile.outputs)[0]?.imports ?? [] };
}

test.each(functions)('the bundle of %s is at most 400 KB', async (folder) => {
  const { code } = await bundle(folder);
  expect(Buffer.byteLength(code)).toBeGreaterThan(10_000);
  expect(Buffer.byteLength(code)).toBeLessThanOrEqual(400_000);
});

// PARITY flaw 18: the SDK came from the runtime, so its version changed without a deploy.
test.each(functions)('%s loads nothing but what was deployed: no SDK of the runtime', async (folder) => {
  const { imports } = await bundle(folder);
  const loaded = imports.filter(({ kind, path }) => kind !== 'dynamic-import' && !isBuiltin(path));
  expect(loaded).toEqual([]);
});

test.each(functions)(
  'what %s leaves out are credential sources that a Lambda function does not have',
  async (folder) => {
    const { imports } = await bundle(folder);
    const leftOut = imports.filter(({ kind, path }) => kind === 'dynamic-import' && !isBuiltin(path));
    for (const { path } of leftOut) expect(path).toMatch(/credential-provider-/);
  },
);

test('two builds are the same, byte by byte, and no path of this machine is in them', async () => {
  const [one, other] = await Promise.all([bundle('scaler-lambda'), bundle('scaler-lambda')]);
  expect(one.code === other.code).toBe(true);
  expect(one.code).not.toContain(resolve(__dirname, '../..'));
});
