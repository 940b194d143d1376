import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExistingIds } from '../../cli/import-ids';
import { repairStack } from '../../cli/stack-repair';
import { Terraform } from '../../cli/terraform';

const tags = { 'agent-fleet:agent-type': 's1-linux' };
const group = 'aws_autoscaling_group.group';
const rule = 'aws_cloudwatch_event_rule.rule';
const nothing: ExistingIds = {
  launchTemplate: async () => undefined,
  securityGroup: async () => undefined,
  securityGroupRule: async () => undefined,
  functionPermission: async () => undefined,
};

/** A Terraform that notes what it is asked for: its group exists, its rule does not. */
const terraform = `#!/bin/sh
echo "$@" >> log
locked() { [ -e lock ] && ! echo "$@" | grep -q -- -lock=false; }
case "$1" in
  force-unlock) rm lock ;;
  plan) if locked "$@"; then cat locked.json; exit 1; fi ;;
  show) if [ -e imports.tf.json ]; then cat importing.json; else cat creating.json; fi ;;
esac
`;
const lockDetail = 'Lock Info:\n  ID:        id-1\n  Who:       me@here\n  Created:   today\n';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stack-repair-test-'));
  await writeFile(join(folder, 'terraform'), terraform);
  await chmod(join(folder, 'terraform'), 0o755);
  const importing = { actions: ['no-op'], before: { tags_all: tags }, importing: { id: 'acme' } };
  await write('creating.json', plan(created(group), created(rule)));
  await write('importing.json', plan({ ...created(group), change: importing }, created(rule)));
  const diagnostic = { severity: 'error', summary: 'Error acquiring the state lock', detail: lockDetail };
  await write('locked.json', { type: 'diagnostic', diagnostic });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, content: unknown) => writeFile(join(folder, name), JSON.stringify(content));
const plan = (...resource_changes: object[]) => ({ resource_changes });
const created = (address: string) => ({
  address,
  mode: 'managed',
  type: address.split('.')[0],
  change: { actions: ['create'], after: { name: 'acme' } },
});

function repair(flags: { readonly unlock: boolean; readonly dryRun: boolean }) {
  const { signal } = new AbortController();
  return repairStack({
    agentType: 's1-linux',
    tags,
    directory: folder,
    // The script's own commands come after the stand-in.
    terraform: new Terraform({ directory: folder, env: { PATH: `${folder}:/usr/bin:/bin` }, signal }),
    existing: nothing,
    report: () => {},
    ...flags,
  });
}

/** Commands that were run, without their arguments. */
async function commands(): Promise<string[]> {
  const lines = (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n');
  return lines.map((line) => line.split(' ')[0] ?? '');
}

test('a dry run tells what would be adopted and made, and applies nothing', async () => {
  expect(await repair({ unlock: false, dryRun: true })).toMatchObject({
    adopted: [group],
    created: [rule],
    updated: [],
  });
  expect(await commands()).toEqual(['init', 'plan', 'show', 'plan', 'show']);
});

test('a dry run tells who holds the lock, and leaves it to them even with --unlock', async () => {
  await write('lock', {});
  const { lock, adopted } = await repair({ unlock: true, dryRun: true });
  expect(lock).toEqual({ id: 'id-1', who: 'me@here', created: 'today' });
  expect(adopted).toEqual([group]);
  expect(await commands()).not.toContain('force-unlock');
  expect(await commands()).not.toContain('apply');
});

test('without --unlock what is locked stays as it is', async () => {
  await write('lock', {});
  await expect(repair({ unlock: false, dryRun: false })).rejects.toThrow(
    's1-linux: state is locked by me@here since today (lock id-1); if that run is dead, repeat with --unlock',
  );
  expect(await commands()).toEqual(['init', 'plan']);
});

test('with --unlock the lock is released before anything is made', async () => {
  await write('lock', {});
  await repair({ unlock: true, dryRun: false });
  const all = await commands();
  expect(all.indexOf('force-unlock')).toBeLessThan(all.indexOf('apply'));
  expect(all).toContain('apply');
});
