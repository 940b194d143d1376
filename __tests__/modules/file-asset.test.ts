import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { FileAsset } from '../../modules/file-asset';

let outdir: string;

beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'file-asset-test-'));
});
afterEach(() => rmSync(outdir, { recursive: true }));

/** A synthesis of a stack with one file; returns the file's place. */
function synthesize(content: string): string {
  const app = new App({ outdir, skipValidation: true });
  const stack = new TerraformStack(app, 's1-linux');
  const asset = new FileAsset(stack, 'code', {
    name: 'code.zip',
    content: Buffer.from(content),
    hash: `of-${content}`,
  });
  app.synth();
  FileAsset.writeAll(app);
  return join(outdir, 'stacks', 's1-linux', asset.path);
}

const files = () =>
  readdirSync(join(outdir, 'stacks', 's1-linux', 'assets'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.zip'),
  );

test('a file lies in the folder of its stack, below its hash', () => {
  const path = synthesize('one');
  expect(readFileSync(path, 'utf8')).toBe('one');
  expect(path).toBe(join(outdir, 'stacks', 's1-linux', 'assets', 'code', 'of-one', 'code.zip'));
});

test('the same file is not written again', () => {
  const path = synthesize('one');
  const { ino, mtimeMs } = statSync(path);
  expect(synthesize('one')).toBe(path);
  expect(statSync(path)).toMatchObject({ ino, mtimeMs });
});

test('of an earlier file nothing is left', () => {
  synthesize('one');
  const path = synthesize('two');
  expect(files()).toEqual([join('code', 'of-two', 'code.zip')]);
  expect(readFileSync(path, 'utf8')).toBe('two');
});

test('what a killed synthesis left behind is put right', () => {
  const path = synthesize('one');
  truncateSync(path, 1);
  mkdirSync(join(path, '../../of-zero'));
  writeFileSync(join(path, '../../of-zero', 'code.zip'), 'zero');
  synthesize('one');
  expect(files()).toEqual([join('code', 'of-one', 'code.zip')]);
  expect(readFileSync(path, 'utf8')).toBe('one');
});
