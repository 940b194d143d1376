import { layouts } from '../../installation/layout';
import { agentEnvironment } from '../../supervisor/agent-environment';
import { bootMetrics } from '../../supervisor/boot-metrics';
import { readEnvironment } from '../../supervisor/environment';
import { blockMetadata } from '../../supervisor/metadata-block';
import { powerOff, powerOffCommands } from '../../supervisor/power-switch';
import { shutdownHook } from '../../supervisor/shutdown-hook';

const platforms = ['linux', 'darwin', 'win32'] as const;

test.each(platforms)(
  'a machine (%s) is powered off again and again, with other words when the first do not help',
  async (platform) => {
    const commands: string[] = [];
    const errors: unknown[] = [];
    const rounds = powerOffCommands(platform).length * 2;
    const run = async (command: string) => {
      commands.push(command);
      if (commands.length > rounds) await new Promise(() => {});
      if (commands.length % 2 === 0) throw new Error('no');
    };
    void powerOff({ platform, run, wait: async () => {}, onError: (error) => errors.push(error) });
    await new Promise((resolve) => setImmediate(resolve));
    expect(commands).toHaveLength(rounds + 1);
    expect(errors).toHaveLength(Math.floor(rounds / 2));
    expect(new Set(commands).size).toBeGreaterThanOrEqual(platform === 'win32' ? 1 : 2);
  },
);

test.each([
  ['linux', layouts.linux],
  ['darwin', layouts.macos],
  ['win32', layouts.windows],
] as const)('on %s everything is where it is installed, unless the environment says otherwise', (platform, layout) => {
  const { agent, runFolder, logFolder, hooksFolder, skeleton, speed, agentUser } = readEnvironment({}, platform);
  expect([agent, runFolder, logFolder, hooksFolder, skeleton]).toEqual([
    layout.agent,
    layout.run,
    layout.log,
    layout.hooks,
    layout.home,
  ]);
  expect({ speed, agentUser }).toEqual({ speed: undefined, agentUser: undefined });
  expect(readEnvironment({ AGENT_FLEET_AGENT: '/a', AGENT_FLEET_SPEED: '20' }, platform)).toMatchObject({
    agent: '/a',
    speed: 20,
  });
});

test('every wrong variable is told', () => {
  const env = { AGENT_FLEET_SPEED: '-1', AGENT_FLEET_AGENT_USER: 'no such; user' };
  expect(() => readEnvironment(env, 'linux')).toThrow(/AGENT_FLEET_AGENT_USER[\s\S]*AGENT_FLEET_SPEED/);
});

test.each([
  ['linux', { HOME: '/h', TMPDIR: '/t', PATH: '/bin' }],
  ['win32', { USERPROFILE: '/h', TEMP: '/t', TMP: '/t', PATH: '/bin', SystemRoot: 'C:\\Windows' }],
] as const)("agents on %s get folders of their own and nothing that is the supervisor's", (platform, expected) => {
  const env = { PATH: '/bin', SystemRoot: 'C:\\Windows', AWS_ENDPOINT_URL: 'x', AGENT_FLEET_RUN_FOLDER: 'x' };
  const given = agentEnvironment({ env, platform, home: '/h', temporary: '/t' });
  expect(given).toMatchObject(expected);
  expect(Object.keys(given).join(' ')).not.toMatch(/AWS_|AGENT_FLEET_/);
});

test('the shutdown hook of Windows is PowerShell, whatever is in its paths', () => {
  const text = shutdownHook('win32', "C:\\it's\\reason", 'C:\\agent-fleet\\hooks');
  expect(text).toContain("-Path 'C:\\it''s\\reason' -Value $env:SEMAPHORE_AGENT_SHUTDOWN_REASON");
  expect(text).toContain("if (Test-Path 'C:\\agent-fleet\\hooks\\shutdown.ps1')");
});

test('jobs that are meant to have the instance role reach the metadata service', async () => {
  const lines: string[] = [];
  const props = { hasAgentUser: true, platform: 'linux', log: (line: string) => void lines.push(line) } as const;
  const run = () => Promise.reject(new Error('must not run'));
  await blockMetadata({ ...props, configuration: { jobsUseInstanceRole: true }, run });
  expect(lines).toEqual(['jobs may use the instance role']);
});

test('where agents have no user of their own, the log says that nothing keeps jobs from the role', async () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const run = () => Promise.reject(new Error('must not run'));
  await blockMetadata({
    configuration: { jobsUseInstanceRole: false },
    hasAgentUser: false,
    platform: 'linux',
    run,
    log,
  });
  expect(lines).toEqual(['jobs can reach the metadata service']);
});

test.each([
  ['linux', 'nft -f /opt/agent-fleet/metadata-block.nft'],
  ['darwin', '/sbin/pfctl -E -a com.apple/agent-fleet -f /opt/agent-fleet/metadata-block.pf'],
] as const)('agents on %s do not start before they are kept from the metadata service', async (platform, command) => {
  const ran: string[] = [];
  const run = async (program: string, args: readonly string[]) => void ran.push([program, ...args].join(' '));
  const props = { configuration: { jobsUseInstanceRole: false }, hasAgentUser: true, platform, run, log: () => {} };
  await blockMetadata({ ...props, isInstalled: () => true });
  expect(ran).toEqual([command]);
  const refused = () => Promise.reject(new Error('not permitted'));
  await expect(blockMetadata({ ...props, run: refused, isInstalled: () => true })).rejects.toThrow('not permitted');
});

test('agents on Windows have the user of the supervisor, so that the log says what they can reach', async () => {
  const lines: string[] = [];
  const run = () => Promise.reject(new Error('must not run'));
  const props = { configuration: { jobsUseInstanceRole: false }, hasAgentUser: true, platform: 'win32' } as const;
  await blockMetadata({ ...props, run, log: (line) => void lines.push(line), isInstalled: () => true });
  expect(lines).toEqual(['jobs can reach the metadata service']);
});

test('the phases of a boot add up, and are metrics of the agent type', () => {
  const times = { identified: 100, configured: 250, registered: 900, inService: 1000, systemUp: 7000 };
  const line = bootMetrics('acme-s1', 'i-1', times, new Date(0));
  expect(line).toMatchObject({
    StackName: 'acme-s1',
    BootSystem: 7000,
    BootIdentify: 100,
    BootConfigure: 150,
    BootRegister: 650,
    BootJoin: 100,
    BootTotal: 1000,
    _aws: { CloudWatchMetrics: [{ Namespace: 'Semaphore', Dimensions: [['StackName']] }] },
  });
});
