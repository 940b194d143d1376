import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';

const root = resolve(__dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
/** Files of the repository, those not yet committed among them; also where the checkout is another user's. */
const listed = spawnSync(
  'git',
  ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  { cwd: root, encoding: 'utf8' },
);
const files = (listed.stdout ?? '')
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)) && statSync(join(root, file)).isFile());
const pages = files.filter((file) => file.endsWith('.md'));
const isRepository = listed.status === 0;
if (!isRepository) console.warn(`SKIPPED, because git lists no files here: ${listed.error ?? listed.stderr}`);
const inRepository = isRepository ? test : test.skip;

/** Lines of `file` that match. */
function lines(file: string, pattern: RegExp): string[] {
  return read(file)
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []));
}

test('the lock file names no download addresses, so that it works with any registry', () => {
  const packages = z
    .object({ packages: z.record(z.string(), z.looseObject({})) })
    .parse(JSON.parse(read('package-lock.json')));
  const entries = Object.entries(packages.packages);
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter(([, entry]) => 'resolved' in entry).map(([name]) => name)).toEqual([]);
});

inRepository('no file names a place on the machine it was written on', () => {
  const places = new RegExp(
    ['work/', 'root/', 'home/[a-z]', 'Users/[a-z]'].map((place) => `["'\`\\s=(]/${place}`).join('|'),
  );
  const sources = files.filter((file) => file !== 'package-lock.json');
  expect(sources.flatMap((file) => lines(file, places))).toEqual([]);
});

inRepository('every link between the documents leads to a file', () => {
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target ?? '')
      .filter((target) => !/^(https?:|#|mailto:)/.test(target))
      .filter((target) => !existsSync(join(root, dirname(page), target.replace(/#.*$/, ''))))
      .map((target) => `${page}: ${target}`),
  );
  expect(pages.length).toBeGreaterThan(4);
  expect(broken).toEqual([]);
});

inRepository('README.md leads to every page', () => {
  const linked = [...read('README.md').matchAll(/\]\((docs\/[^)#\s]+)\)/g)].map(([, target]) => target);
  expect(pages.filter((page) => page.startsWith('docs/')).filter((page) => !linked.includes(page))).toEqual([]);
});

inRepository('every link to a heading finds one', () => {
  const anchors = (page: string) =>
    [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      (heading ?? '')
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)\s:#]*)#([^)\s]+)\)/g)].flatMap(([link, file, anchor]) => {
      const target = file ? join(dirname(page), file) : page;
      return target.endsWith('.md') && !anchors(target).includes(anchor ?? '') ? [`${page}: ${link}`] : [];
    }),
  );
  expect(broken).toEqual([]);
});

inRepository('every command that the documents name exists', () => {
  const text = pages.map(read).join('\n');
  const targets = [...text.matchAll(/(?:`|^)make ([a-z-]+)/gm)].map(([, target]) => target ?? '');
  const named = [...text.matchAll(/npx fleet ([a-z]+)/g)].map(([, command]) => command ?? '');
  const makefile = read('Makefile');
  const commandList = read('cli/command-list.ts');
  expect([...targets, ...named].length).toBeGreaterThan(10);
  expect(targets.filter((target) => !new RegExp(`^${target}:`, 'm').test(makefile))).toEqual([]);
  expect(named.filter((command) => !new RegExp(`['"]${command}['"]`).test(commandList))).toEqual([]);
});

test("the README's fleet file is an example that is tested", () => {
  const [, shown] = /```yaml\n([\s\S]*?)```/.exec(read('README.md')) ?? [];
  const example = read('examples/linux.yaml').replace(/^#.*\n/gm, '');
  expect(shown).toBe(example);
});

test('the changelog has a place for what is not released', () => {
  expect(read('CHANGELOG.md')).toMatch(/^## \[Unreleased\]$/m);
});
