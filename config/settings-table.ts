import { z } from 'zod';
import { agentType } from './agent-type';
import { describeAllowed } from './allowed-value';
import { fleetSettings } from './fleet-file';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Every setting with its default and what is allowed, as Markdown tables. */
export function settingsTable(): string {
  const fleet = rows(inputSchema(fleetSettings), '');
  const type = inputSchema(agentType);
  const sections = Object.entries(type.properties ?? {}).filter(
    (entry): entry is [string, JsonSchema] => typeof entry[1] === 'object',
  );
  const single = sections.filter(([, schema]) => !schema.properties);
  const grouped = sections.filter(([, schema]) => schema.properties);
  const own = single.map(([name, schema]) => row(name, schema, type));
  return [
    '### The fleet',
    '',
    ...table(fleet),
    '### An agent type',
    '',
    ...table(own),
    ...grouped.flatMap(([name, schema]) => [
      `### ${name}`,
      '',
      `${schema.description}.`,
      '',
      ...table(rows(schema, `${name}.`)),
    ]),
  ].join('\n');
}

function inputSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

function table(lines: readonly string[]): string[] {
  return ['| Setting | Default | Allowed | What it does |', '| --- | --- | --- | --- |', ...lines, ''];
}

function rows(schema: JsonSchema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    if (typeof property !== 'object') return [];
    if (property.properties) return rows(property, `${prefix}${name}.`);
    return [row(`${prefix}${name}`, property, schema)];
  });
}

function row(name: string, schema: JsonSchema, parent: JsonSchema): string {
  const last = name.split('.').at(-1) ?? name;
  const [what, dependent] = (schema.description ?? limitOf(last, parent)).split('. Default: ');
  const fixed = defaultOf(schema, parent.required?.includes(last) ?? false);
  const cells = [`\`${name}\``, fixed || (dependent ?? ''), describeAllowed(schema), what ?? ''];
  return `| ${cells.map(inCell).join(' | ')} |`;
}

/** `min` and `max` of a range say nothing themselves. */
function limitOf(name: string, { description }: JsonSchema): string {
  return `${description ?? ''}, ${name === 'min' ? 'at least' : 'at most'}`;
}

function inCell(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
}

/** A default that depends on other settings is told in the description. */
function defaultOf(schema: JsonSchema, isRequired: boolean): string {
  if (isRequired) return 'required';
  if (schema.default === undefined || schema.default === '') return schema.default === '' ? 'empty' : '';
  return `\`${typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default)}\``;
}
