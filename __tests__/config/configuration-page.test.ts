import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseFleet } from '../../config/load-fleet';
import { configurationPage } from '../../scripts/configuration-page';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'configuration.md'), 'utf8');

test('docs/configuration.md shows the settings as they are (npm run update-configuration brings it up to date)', () => {
  expect(configurationPage(page)).toBe(page);
});

test('the five-line fleet file of the page is a fleet', () => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(parseFleet(example).fleet.agentTypes).toHaveLength(1);
});

test('a setting that has a value without being written shows it as its default', () => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const [agentType] = parseFleet(example).fleet.agentTypes;
  const sections = Object.entries({ agent: agentType?.agent, disk: agentType?.disk, size: agentType?.size });
  const unwritten = sections.flatMap(([section, settings = {}]) =>
    Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [`${section}.${key}`])),
  );
  expect(unwritten).toEqual(expect.arrayContaining(['agent.idleTimeout', 'disk.size', 'size.max']));
  expect(unwritten.filter((setting) => page.includes(`\n| \`${setting}\` |  |`))).toEqual([]);
});

test('every YAML example of the page is YAML', () => {
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  expect(examples.length).toBeGreaterThanOrEqual(4);
  for (const example of examples) expect(() => parse(example, { merge: true })).not.toThrow();
});
