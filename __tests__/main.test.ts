import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fleetText } from './synth-agent-stack';

const root = resolve(__dirname, '..');
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'main-test-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Runs main.ts as cdktf.json says, in `cwd`. */
function synthesize(cwd: string): Promise<{ code: unknown; stderr: string }> {
  const { PATH, HOME } = process.env;
  const program = join(root, 'node_modules', '.bin', 'tsx');
  return new Promise((done) => {
    execFile(program, [join(root, 'main.ts')], { cwd, env: { PATH, HOME } }, (error, _, stderr) =>
      done({ code: error?.code ?? 0, stderr }),
    );
  });
}

/** Path and hash of each file in `folder`. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const hashed = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return `${path.slice(folder.length)} ${createHash('sha256')
        .update(await readFile(path))
        .digest('hex')}`;
    });
  return (await Promise.all(hashed)).sort();
}

test('two synths in two places are the same, byte for byte, and name no place', async () => {
  const places = [join(directory, 'one'), join(directory, 'another', 'below')];
  const synthesized = [];
  for (const place of places) {
    await mkdir(place, { recursive: true });
    // The library behind schedules is a file that tsx loads in another way than jest does.
    const schedules = 'schedules: [{ cron: 0 7 * * 1, min: 2 }, { cron: 0 19 * * 1 }]';
    await writeFile(join(place, 'fleet.yaml'), fleetText(`size: { max: 3, ${schedules} }`));
    const { code, stderr } = await synthesize(place);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('there is no state: setting') });
    synthesized.push(await filesIn(join(place, 'cdktf.out')));
  }
  expect(synthesized[0]).toEqual(synthesized[1]);
  expect(synthesized[0]).toHaveLength(5);
  const json = await readFile(join(directory, 'one', 'cdktf.out', 'stacks', 's1-linux', 'cdk.tf.json'), 'utf8');
  expect(json).not.toContain(directory);
  expect(json).not.toContain(root);
  expect(json).not.toContain(tmpdir());
});

test('every mistake in the fleet file is told, without a stack trace, and nothing is synthesized', async () => {
  const place = join(directory, 'wrong');
  await mkdir(place);
  await writeFile(join(place, 'fleet.yaml'), fleetText('size: { min: 3, max: 2 }\nimage: { os: beos }'));
  const { code, stderr } = await synthesize(place);
  expect(code).toBe(1);
  expect(stderr).toMatch(/fleet\.yaml:\d+: agentTypes\.s1-linux\.size\.min is 3; /);
  expect(stderr).toMatch(/fleet\.yaml:\d+: agentTypes\.s1-linux\.image\.os is "beos"; /);
  expect(stderr).not.toMatch(/^\s+at /m);
  await expect(readdir(join(place, 'cdktf.out'))).rejects.toThrow('ENOENT');
});
