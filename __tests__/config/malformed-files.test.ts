import { FleetFileError } from '../../config/fleet-file-error';
import { parseFleet } from '../../config/load-fleet';
import { malformedCases } from './malformed-case';

const cases = malformedCases();

function problemsOf(text: string): readonly string[] {
  try {
    parseFleet(text);
  } catch (error) {
    if (error instanceof FleetFileError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test.each(cases)('$group: $title', ({ text, problems }) => {
  expect(problems).not.toEqual([]);
  expect(problemsOf(text)).toEqual(problems);
});

test('there are at least 80 malformed files, each with a title of its own', () => {
  const titles = cases.map(({ group, title }) => `${group}: ${title}`);
  expect(new Set(titles).size).toBe(titles.length);
  expect(titles.length).toBeGreaterThanOrEqual(80);
});

test('everything wrong in one file is reported in one pass, in the order of its lines', () => {
  const text = `
name: acme corp
regoin: us-east-1
semaphore: { organization: acme, endpoint: "https://x" }
defaults:
  size: { mni: 3, max: 3 }
agentTypes:
  s1-linux:
    size: { min: 4 }
    image: { arch: arm64, os: windows }
    instances: { types: [c7.gx, c6i.large], spotStrategy: lowest-price }
    agent: { idleTimeout: 5 minutes }
  s1-other:
    token: { parameter: /a }
    mac: { hosts: [h-1] }
`;
  expect(problemsOf(text).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'fleet.yaml:2: name',
    'fleet.yaml:3: regoin',
    'fleet.yaml:4: semaphore.endpoint',
    'fleet.yaml:6: defaults.size.mni',
    'fleet.yaml:8: agentTypes.s1-linux.token',
    'fleet.yaml:9: agentTypes.s1-linux.size.min',
    'fleet.yaml:10: agentTypes.s1-linux.image.arch',
    'fleet.yaml:11: agentTypes.s1-linux.instances.types[0]',
    'fleet.yaml:11: agentTypes.s1-linux.instances.types[1]',
    'fleet.yaml:11: agentTypes.s1-linux.instances.spotStrategy',
    'fleet.yaml:12: agentTypes.s1-linux.agent.idleTimeout',
    'fleet.yaml:15: agentTypes.s1-other.mac.hosts[0]',
    'fleet.yaml:15: agentTypes.s1-other.mac',
  ]);
});

test('an alias that multiplies without end is refused quickly', () => {
  const levels = [...'abcdefgh'].map((name, index, all) => {
    const item = index === 0 ? 'x' : `*${all[index - 1]}`;
    return `x-${name}: &${name} [${Array(9).fill(item).join(', ')}]`;
  });
  expect(problemsOf(levels.join('\n'))).toEqual([
    'fleet.yaml:1: the file has more than 50000 values, aliases counted where they are used',
  ]);
});

test('thousands of aliases are looked up in one pass over the file', () => {
  const file = (value: string) => `
name: acme
region: us-east-1
semaphore: { organization: acme }
agentTypes: { s1-a: { token: { parameter: /a } } }
x-anchor: &anchor 1
x-many: [${Array(20_000).fill('1').join()}]
x-aliases: [${Array(4_000).fill(value).join()}]
`;
  /** Processor time, as a busy machine takes any other. */
  const cost = (text: string) => {
    const before = process.cpuUsage();
    expect(problemsOf(text)).toEqual([]);
    return process.cpuUsage(before).user;
  };
  // One pass for each alias took hundreds of times as long.
  const plain = cost(file('1'));
  expect(cost(file('*anchor'))).toBeLessThan(10 * plain);
});

test('a value that may be a secret is never repeated', () => {
  const token = 'kX9vTq2LmN8pRs4WbZ7cYd3FgH';
  const text = `
name: acme
region: us-east-1
semaphore: { organization: acme }
agentTypes:
  s1-linux:
    token: { parameter: ${token}, kmsKey: ${token} }
    agent: { env: { NPM_TOKEN: ${token}=, A-B: ${token} } }
`;
  const problems = problemsOf(text);
  expect(problems).toHaveLength(4);
  expect(problems.join()).not.toContain(token);
});
