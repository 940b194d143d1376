import { readParameters } from '../../supervisor/instance-parameters';
import { agentConfigurationOf } from './agent-configuration-of';

const configuration = agentConfigurationOf();
const configurationParameter = '/agent-fleet/acme-s1/config';

function store(more: Readonly<Record<string, string>> = {}, earlier: readonly string[] = []) {
  const parameters = new Map(
    Object.entries({ [configurationParameter]: JSON.stringify(configuration), '/tokens/s1': 't', ...more }),
  );
  const calls: (readonly string[])[] = [];
  const values = async (names: readonly string[]) => {
    calls.push(names);
    return new Map([...parameters].filter(([name]) => names.includes(name)));
  };
  const history = async (name: string) => {
    calls.push([`history of ${name}`]);
    return earlier;
  };
  return { calls, values, history };
}

test('one call reads everything when user data name the token', async () => {
  const known = store({ '/agent-fleet/acme-s1/known-hosts': 'github.com ssh-ed25519 AAAA' });
  const userData = { configurationParameter, configurationVersion: undefined, tokenParameter: '/tokens/s1' };
  expect(await readParameters(known, userData, 0)).toEqual({
    configuration,
    token: 't',
    knownHosts: 'github.com ssh-ed25519 AAAA',
  });
  expect(known.calls).toHaveLength(1);
});

test('a token that only the configuration names is read with a second call', async () => {
  const known = store();
  const { token } = await readParameters(
    known,
    { configurationParameter, configurationVersion: undefined, tokenParameter: undefined },
    0,
  );
  expect({ token, calls: known.calls.length }).toEqual({ token: 't', calls: 2 });
});

test('hosts that are not known yet are no error, a missing token is one that names it', async () => {
  const userData = { configurationParameter, configurationVersion: undefined, tokenParameter: '/tokens/s1' };
  expect((await readParameters(store(), userData, 0)).knownHosts).toBeUndefined();
  await expect(readParameters(store({ '/tokens/s1': '' }), userData, 0)).rejects.toThrow(
    'there is no parameter /tokens/s1',
  );
});

test('a configuration of a newer fleet is read as far as it is known, a broken one tells what is wrong', async () => {
  const userData = { configurationParameter, configurationVersion: undefined, tokenParameter: '/tokens/s1' };
  const newer = store({ [configurationParameter]: JSON.stringify({ ...configuration, tomorrow: true }) });
  expect((await readParameters(newer, userData, 0)).configuration).toEqual(configuration);
  const broken = store({ [configurationParameter]: JSON.stringify({ ...configuration, agentsPerInstance: 0 }) });
  await expect(readParameters(broken, userData, 0)).rejects.toThrow(/config is wrong.*agentsPerInstance/s);
});

describe('a launch template goes with the configuration that it was made with', () => {
  const tokenParameter = '/tokens/s1';
  const older = JSON.stringify({ ...configuration, version: 'old', idleTimeoutSeconds: 60 });
  const text = (version: string) => JSON.stringify({ ...configuration, version });

  test('the one that is there, when it is that: nothing else is asked for', async () => {
    const known = store({ [configurationParameter]: text('new') });
    await readParameters(known, { configurationParameter, configurationVersion: 'new', tokenParameter }, 0);
    expect(known.calls).toHaveLength(1);
  });

  test('an earlier one, when a rollback has gone back to the template', async () => {
    // What is there now may be what the rollback was for.
    const known = store({ [configurationParameter]: '{"version":"new"}' }, ['{}', older, text('oldest')]);
    const userData = { configurationParameter, configurationVersion: 'old', tokenParameter };
    expect((await readParameters(known, userData, 0)).configuration).toMatchObject({ idleTimeoutSeconds: 60 });
    expect(known.calls[1]).toEqual([`history of ${configurationParameter}`]);
  });

  test('the one that is there, when the other cannot be had any more', async () => {
    const known = store({ [configurationParameter]: text('new') }, [older]);
    const userData = { configurationParameter, configurationVersion: 'gone', tokenParameter };
    expect((await readParameters(known, userData, 0)).configuration).toEqual({ ...configuration, version: 'new' });
  });
});
