import { main } from '../../cli/main';
import { schemaCommand } from '../../cli/schema-command';
import { fleetJsonSchema } from '../../config/json-schema';
import { settingsTable } from '../../config/settings-table';
import { CapturedTerminal } from './captured-terminal';

async function schema(...args: string[]): Promise<string> {
  const terminal = new CapturedTerminal('.');
  const load = () => schemaCommand(terminal);
  expect(await main(['schema', ...args], terminal, [{ name: 'schema', summary: '', load }])).toBe(0);
  return terminal.output;
}

test('prints the JSON Schema of the fleet file', async () => {
  expect(JSON.parse(await schema())).toEqual(JSON.parse(JSON.stringify(fleetJsonSchema())));
});

test('prints the settings as Markdown tables', async () => {
  expect(await schema('--markdown')).toBe(settingsTable().trimEnd());
});

test('every setting of the tables says what it does and what is allowed', () => {
  const rows = settingsTable()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(80);
  for (const row of rows) expect(row).toMatch(/^\| `[^`]+` \| .*\| \S.* \| \S.* \|$/);
});
