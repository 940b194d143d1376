import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { Path } from './place';

type JsonSchema = z.core.JSONSchema.BaseSchema;
const schemas = new WeakMap<z.ZodType, JsonSchema>();

/** The JSON schema of what `schema` accepts, with our `allowed` texts in it. */
function inputSchema(schema: z.ZodType): JsonSchema {
  const known = schemas.get(schema);
  if (known) return known;
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  schemas.set(schema, made);
  return made;
}

/** What is allowed at `path`, beginning with "must be". */
export function allowedAt(schema: z.ZodType, path: Path): string {
  const found = schemaAt(inputSchema(schema), path);
  return `must be ${found ? describeAllowed(found) : 'something else'}`;
}

/** The settings that a mapping at `path` has. */
export function knownKeys(schema: z.ZodType, path: Path): string[] {
  return Object.keys(schemaAt(inputSchema(schema), path)?.properties ?? {});
}

/** What to say of a key that is no setting: where else it is one, the nearest one, or all there are. */
export function unknownKeyMessage(key: string, known: readonly string[], elsewhere: readonly string[] = []): string {
  if (elsewhere.length > 0) return `is no setting here; did you mean ${elsewhere.join(' or ')}?`;
  const nearest = nearestKey(key, known);
  if (nearest !== undefined) return `is no setting; did you mean ${nearest}?`;
  return `is no setting; must be one of ${known.join(', ')}`;
}

/** Paths of the settings called `key`, those least deep only: `max` is size.max to most people. */
export function settingsNamed(schema: z.ZodType, key: string): string[] {
  let level: (readonly [string, JsonSchema])[] = [['', inputSchema(schema)]];
  while (level.length > 0) {
    const children = level.flatMap(([path, { properties = {} }]) =>
      Object.entries(properties).flatMap(([name, child]) =>
        typeof child === 'object' ? [[path === '' ? name : `${path}.${name}`, child] as const] : [],
      ),
    );
    const found = children.map(([path]) => path).filter((path) => path.split('.').at(-1) === key);
    if (found.length > 0) return found;
    level = children;
  }
  return [];
}

/** The known key that `key` is most likely a misspelling of. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  const letters = (text: string) => [...text.toLowerCase()].sort().join('');
  const far = (name: string) =>
    letters(key) === letters(name) ? 0.5 : distance(key.toLowerCase(), name.toLowerCase());
  const [best] = [...known].sort((left, right) => far(left) - far(right));
  return best !== undefined && far(best) <= Math.max(1, Math.floor(best.length / 3)) ? best : undefined;
}

function schemaAt(schema: JsonSchema | undefined, path: Path): JsonSchema | undefined {
  const [step, ...rest] = path;
  if (step === undefined || !schema) return schema;
  return schemaAt(child(schema, step), rest);
}

function child({ properties, items, additionalProperties }: JsonSchema, step: string | number): JsonSchema | undefined {
  if (typeof step === 'number') return typeof items === 'object' && !Array.isArray(items) ? items : undefined;
  const property = properties?.[step] ?? additionalProperties;
  return typeof property === 'object' ? property : undefined;
}

/** What a schema allows, in words: `a whole number from 0 to 1000`. */
export function describeAllowed(schema: JsonSchema): string {
  if (typeof schema.allowed === 'string') return schema.allowed;
  if (schema.enum) return oneOf(schema.enum.map(String));
  if (schema.const !== undefined) return String(schema.const);
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'integer') return `a whole number${range(schema)}`;
  if (schema.type === 'number') return `a number${range(schema)}`;
  if (schema.type === 'array') {
    const item = schema.items;
    const items = typeof item === 'object' && !Array.isArray(item) ? `, each ${describeAllowed(item)}` : '';
    return `a list${length(schema)}${items}`;
  }
  if (schema.type === 'object') {
    const keys = Object.keys(schema.properties ?? {});
    return keys.length === 0 ? 'a mapping' : `a mapping with any of ${keys.join(', ')}`;
  }
  return 'text (numbers and words like true in quotes)';
}

function oneOf(values: readonly string[]): string {
  if (values.length === 1) return values.join();
  return `one of ${values.join(', ')}`;
}

function length({ minItems, maxItems }: JsonSchema): string {
  if (maxItems !== undefined)
    return minItems === undefined ? ` of at most ${maxItems}` : ` of ${minItems} to ${maxItems}`;
  return minItems === undefined ? '' : ` of ${minItems} or more`;
}

function range({ minimum, maximum }: JsonSchema): string {
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum !== undefined && most !== undefined) return ` from ${minimum} to ${most}`;
  return minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? ` of at least ${minimum}` : '';
}
