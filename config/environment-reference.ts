import type { Problem } from './fleet-file-error';
import type { PlacedEntry, PlacedScalar, PlacedValue } from './placed-value';

const reference = /\$\$\{|\$\{env:([^}]*)\}/g;
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Puts environment variables in place of `${env:NAME}`; `$${` stands for `${` itself. */
export function resolveEnvironment(placed: PlacedValue, env: NodeJS.ProcessEnv, problems: Problem[]): PlacedValue {
  if (placed.kind === 'list') {
    return { ...placed, items: placed.items.map((item) => resolveEnvironment(item, env, problems)) };
  }
  if (placed.kind === 'mapping') {
    const entries = [...placed.entries].map(([name, { key, value }]): [string, PlacedEntry] => [
      name,
      { key, value: resolveEnvironment(value, env, problems) },
    ]);
    return { ...placed, entries: new Map(entries) };
  }
  return typeof placed.value === 'string' ? resolveText(placed, placed.value, env, problems) : placed;
}

function resolveText(placed: PlacedScalar, text: string, env: NodeJS.ProcessEnv, problems: Problem[]): PlacedScalar {
  let injected = false;
  const value = text.replace(reference, (match, name?: string) => {
    if (name === undefined) return '${';
    injected = true;
    const found = variableName.test(name) ? env[name] : undefined;
    if (found !== undefined) return found;
    const { file, line, name: path } = placed.place;
    const message = variableName.test(name)
      ? `is ${match}; the environment variable ${name} is not set`
      : `is ${match}; must name an environment variable and nothing else, as in \${env:NAME}`;
    problems.push({ file, line, path, message });
    return match;
  });
  return { ...placed, value, injected };
}

/** The number or boolean that injected text spells, for settings that are no text; undefined when it spells none. */
export function spelledValue({ value, injected }: PlacedScalar): number | boolean | undefined {
  if (injected !== true || typeof value !== 'string') return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  return /^(?:0|[1-9]\d{0,14})$/.test(value) ? Number(value) : undefined;
}
