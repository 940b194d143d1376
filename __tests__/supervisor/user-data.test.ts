import { parseUserData } from '../../supervisor/user-data';

const configurationParameter = '/agent-fleet/acme-s1/config';

test.each([
  ['Linux', `#!/bin/sh\nAGENT_FLEET_CONFIG=${configurationParameter}\n`],
  ['a stock image', `#cloud-boothook\n#!/bin/sh\nAGENT_FLEET_CONFIG=${configurationParameter}\nexec install\n`],
  ['Windows', `<powershell>\r\n$AGENT_FLEET_CONFIG = '${configurationParameter}'\r\n</powershell>`],
])('the name of the configuration parameter is in the user data of %s', (_system, text) => {
  expect(parseUserData(text)).toEqual({
    configurationParameter,
    configurationVersion: undefined,
    tokenParameter: undefined,
  });
});

test.each([
  ['Linux', 'AGENT_FLEET_CONFIG_VERSION=1a2b'],
  ['Windows', "$AGENT_FLEET_CONFIG_VERSION = '1a2b'"],
])('user data tell which version of the configuration they were made with: %s', (_system, line) => {
  const text = `AGENT_FLEET_CONFIG=${configurationParameter}\n${line}\n`;
  expect(parseUserData(text)).toEqual({
    configurationParameter,
    configurationVersion: '1a2b',
    tokenParameter: undefined,
  });
});

test('user data may name the token parameter, so that one call reads all', () => {
  const text = `#!/bin/sh\nAGENT_FLEET_CONFIG=${configurationParameter}\nAGENT_FLEET_TOKEN=/tokens/s1\n`;
  expect(parseUserData(text).tokenParameter).toBe('/tokens/s1');
});

test('user data without the name of the configuration are refused', () => {
  expect(() => parseUserData('#!/bin/sh\n')).toThrow('AGENT_FLEET_CONFIG');
});
