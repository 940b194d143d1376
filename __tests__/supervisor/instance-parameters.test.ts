import { readParameters } from '../../supervisor/instance-parameters';
import { agentConfigurationOf } from './agent-configuration-of';

const configuration = agentConfigurationOf();
const configurationParameter = '/agent-fleet/acme-s1/config';

function store(more: Readonly<Record<string, string>> = {}) {
  const parameters = new Map(
    Object.entries({ [configurationParameter]: JSON.stringify(configuration), '/tokens/s1': 't', ...more }),
  );
  const calls: (readonly string[])[] = [];
  const values = async (names: readonly string[]) => {
    calls.push(names);
    return new Map([...parameters].filter(([name]) => names.includes(name)));
  };
  return { calls, values };
}

test('one call reads everything when user data name the token', async () => {
  const known = store({ '/agent-fleet/acme-s1/known-hosts': 'github.com ssh-ed25519 AAAA' });
  const userData = { configurationParameter, tokenParameter: '/tokens/s1' };
  expect(await readParameters(known, userData, 0)).toEqual({
    configuration,
    token: 't',
    knownHosts: 'github.com ssh-ed25519 AAAA',
  });
  expect(known.calls).toHaveLength(1);
});

test('a token that only the configuration names is read with a second call', async () => {
  const known = store();
  const { token } = await readParameters(known, { configurationParameter, tokenParameter: undefined }, 0);
  expect({ token, calls: known.calls.length }).toEqual({ token: 't', calls: 2 });
});

test('hosts that are not known yet are no error, a missing token is one that names it', async () => {
  const userData = { configurationParameter, tokenParameter: '/tokens/s1' };
  expect((await readParameters(store(), userData, 0)).knownHosts).toBeUndefined();
  await expect(readParameters(store({ '/tokens/s1': '' }), userData, 0)).rejects.toThrow(
    'there is no parameter /tokens/s1',
  );
});

test('a configuration of a newer fleet is read as far as it is known, a broken one tells what is wrong', async () => {
  const userData = { configurationParameter, tokenParameter: '/tokens/s1' };
  const newer = store({ [configurationParameter]: JSON.stringify({ ...configuration, tomorrow: true }) });
  expect((await readParameters(newer, userData, 0)).configuration).toEqual(configuration);
  const broken = store({ [configurationParameter]: JSON.stringify({ ...configuration, agentsPerInstance: 0 }) });
  await expect(readParameters(broken, userData, 0)).rejects.toThrow(/config is wrong.*agentsPerInstance/s);
});
