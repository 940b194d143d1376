import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import fc from 'fast-check';
import { agentConfiguration } from '../../config/agent-configuration';
import { leaving } from '../../supervisor/leaving';
import { leavingView } from '../../supervisor/leaving-view';
import { synthAgentStack } from '../synth-agent-stack';

/** What the instances of a fleet file's static agent type are told. */
function configuration(size: string, agent = '') {
  const stack = synthAgentStack(`size: { scaling: static, ${size} }\nagent: { ${agent} }`);
  const config = stack.resources(SsmParameter).find(({ address }) => address.startsWith('config'));
  return agentConfiguration.parse(JSON.parse(String(config?.['insecure_value'])));
}

const unneeded = async () => {
  throw new Error('a static fleet has nobody to ask');
};

/** What an instance does when its agents have ended, with the real configuration and group. */
async function answer(
  isClean: boolean,
  group: { min: number; max: number; desired: number },
  told = configuration('min: 2, max: 4, desired: 3'),
) {
  const view = async () => ({ ...group, pending: 0 });
  const edges = { group: { view }, store: { values: unneeded }, token: unneeded, log: () => {} };
  return leaving(await leavingView({ isClean, configuration: told, ...edges }));
}

test('a static fleet keeps its size: idle instances stay, those that had a job are replaced', async () => {
  const group = { min: 3, max: 3, desired: 3 };
  const fixed = configuration('min: 3, max: 3');
  expect(await answer(true, group, fixed)).toBe('stay');
  expect(await answer(false, group, fixed)).toBe('replace');
});

test('a size above the minimum is kept as well, for nobody would raise it again', async () => {
  const group = { min: 2, max: 4, desired: 3 };
  expect(await answer(true, group)).toBe('stay');
  expect(await answer(false, group)).toBe('replace');
});

test('whatever size people give a static fleet, no instance lowers it', async () => {
  const told = configuration('min: 0, max: 9, desired: 4', 'perInstance: 4, disconnectAfterJob: false');
  const sizes = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)).map((all) => all.toSorted((one, other) => one - other));
  await fc.assert(
    fc.asyncProperty(fc.boolean(), sizes, async (isClean, [min = 0, desired = 0, max = 0]) => {
      expect(await answer(isClean, { min, desired, max }, told)).toBe(isClean ? 'stay' : 'replace');
    }),
  );
});
