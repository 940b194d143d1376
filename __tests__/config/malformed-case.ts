import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fleet file with something wrong, and exactly what is said of it. */
export interface MalformedCase {
  readonly group: string;
  readonly title: string;
  readonly text: string;
  readonly problems: readonly string[];
}

const directory = join(__dirname, 'malformed');

/**
 * Reads the cases in malformed/*.txt. A case begins with `== title` and holds settings of one agent type (from line 6 of
 * the fleet file on), or with `=! title` and holds the whole file; `-> ` begins each message, whose place is in fleet.yaml.
 */
export function malformedCases(): MalformedCase[] {
  return readdirSync(directory).flatMap((file) =>
    readFileSync(join(directory, file), 'utf8')
      .split(/^(?==[=!] )/m)
      .filter((part) => /^=[=!] /.test(part))
      .map((part) => readCase(file.replace('.txt', ''), part)),
  );
}

function readCase(group: string, part: string): MalformedCase {
  const [heading = '', ...lines] = part.split('\n');
  const body = lines
    .filter((line) => !line.startsWith('-> '))
    .join('\n')
    .trimEnd();
  const problems = lines.filter((line) => line.startsWith('-> ')).map((line) => `fleet.yaml:${line.slice(3)}`);
  const text = heading.startsWith('=!') ? `${body}\n` : agentTypeFile(body);
  return { group, title: heading.slice(3), text: text.replaceAll('\\t', '\t'), problems };
}

/** A sound fleet file but for `body`, settings of its one agent type. */
function agentTypeFile(body: string): string {
  const settings = body.split('\n').map((line) => `    ${line}`);
  const token = /^token:/m.test(body) ? [] : ['    token: { parameter: /agents/linux/token }'];
  const head = ['name: acme', 'region: us-east-1', 'semaphore: { organization: acme }', 'agentTypes:', '  s1-linux:'];
  return [...head, ...settings, ...token, ''].join('\n');
}
