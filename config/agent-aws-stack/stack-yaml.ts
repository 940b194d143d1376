import { Document, isMap, isScalar, type Node } from 'yaml';
import type { ImportedFleet } from './stack-fleet';
import type { ImportedSetting } from './stack-settings';

/** The fleet file that an agent-aws-stack configuration amounts to, with a comment on all that is different here. */
export function fleetYaml({ settings, remarks }: ImportedFleet, source: string): string {
  const document = new Document(
    settings.reduce<object>((tree, { path, value }) => grown(tree, path.map(String), value), {}),
  );
  const told = new Set<string>();
  for (const { path, key } of settings) {
    if (told.has(key)) continue;
    told.add(key);
    const texts = remarks.filter((remark) => remark.key === key).map(({ text }) => `${key} ${text}`);
    if (texts.length > 0) comment(document, path, texts);
  }
  const others = remarks.filter(({ key }) => !told.has(key)).map(({ key, text }) => `${key} ${text}`);
  document.commentBefore = [
    ` From ${source}, agent-aws-stack's configuration.`,
    ...others.map((text) => ` ${text}`),
  ].join('\n');
  return document.toString({ lineWidth: 0 });
}

function comment(document: Document, path: ImportedSetting['path'], texts: readonly string[]): void {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap<Node>(parent)) return;
  const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
  const text = texts.map((line) => ` ${line}`).join('\n');
  if (pair) pair.key.commentBefore = text;
}

function grown(tree: object, [step, ...rest]: readonly string[], value: unknown): object {
  if (step === undefined) return tree;
  const inner = new Map<string, unknown>(Object.entries(tree)).get(step);
  const next = rest.length === 0 ? escaped(value) : grown(typeof inner === 'object' && inner ? inner : {}, rest, value);
  return { ...tree, [step]: next };
}

/** Text that `${env:...}` must not be read from. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
}
