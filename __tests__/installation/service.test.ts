import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { launchdDaemon, launchdStarter } from '../../installation/launchd-daemon';
import { layouts } from '../../installation/layout';
import { supervisorService } from '../../installation/service';
import { systemdUnit } from '../../installation/systemd-unit';
import { windowsStarter, windowsTask } from '../../installation/windows-task';
import { readEnvironment } from '../../supervisor/environment';

const folder = (name: string) => mkdtempSync(join(tmpdir(), `${name}-`));

/** What Python's parser reads from XML or a property list; it is on every machine that runs these tests. */
function python(program: string, input: string): unknown {
  return JSON.parse(execFileSync('python3', ['-c', `import sys, json\n${program}`], { input, encoding: 'utf8' }));
}

test.each(['linux', 'macos', 'windows'] as const)('the supervisor on %s expects what is installed', (system) => {
  const platform = system === 'macos' ? 'darwin' : system === 'windows' ? 'win32' : 'linux';
  const { agent, run, log, hooks } = layouts[system];
  const read = readEnvironment({ ...supervisorService(system).environment }, platform);
  expect(read).toMatchObject({ agent, runFolder: run, logFolder: log, hooksFolder: hooks });
  // Without a service it would look in the same places.
  expect(readEnvironment({}, platform)).toMatchObject({ agent, runFolder: run, logFolder: log, hooksFolder: hooks });
});

test('systemd starts the supervisor when the network is there and waits for nothing else', () => {
  const after = /^After=(.*)$/m.exec(systemdUnit())?.[1]?.split(' ');
  expect(after).toEqual(['network.target', 'nss-lookup.target']);
  expect(systemdUnit()).not.toMatch(/^\w+=.*(network-online|cloud-)/m);
});

test('systemd leaves agents alone when it stops or restarts the supervisor', () => {
  expect(systemdUnit()).toMatch(/^KillMode=process$/m);
  expect(systemdUnit()).toMatch(/^RuntimeDirectoryPreserve=yes$/m);
  expect(systemdUnit()).toMatch(/^OOMPolicy=continue$/m);
});

test('a supervisor that cannot run ends the machine', () => {
  expect(systemdUnit()).toMatch(/^StartLimitAction=poweroff-force$/m);
  // They act before Restart does: `make test-image` boots a machine whose supervisor dies.
  expect(systemdUnit()).not.toMatch(/^(FailureAction|SuccessAction)=/m);
  expect(windowsStarter()).toContain('if %starts% geq 5 shutdown /s /f /t 0');
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

(hasSystemd ? test : test.skip)('systemd finds nothing wrong with the unit', () => {
  const root = folder('unit');
  const unit = join(root, 'agent-fleet-supervisor.service');
  // The program has to be there.
  writeFileSync(unit, systemdUnit().replace(layouts.linux.node, process.execPath));
  const { stderr, status } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
  expect(stderr.split('\n').filter((line) => line.includes('agent-fleet'))).toEqual([]);
  expect(status).toBe(0);
});

test('the daemon is a property list that keeps the supervisor and its agents alive', () => {
  const daemon = python(
    'import plistlib\njson.dump(plistlib.loads(sys.stdin.buffer.read()), sys.stdout)',
    launchdDaemon(),
  );
  expect(daemon).toMatchObject({
    Label: 'com.agent-fleet.supervisor',
    ProgramArguments: ['/bin/sh', '/opt/agent-fleet/start-supervisor.sh'],
    EnvironmentVariables: { AGENT_FLEET_AGENT_USER: 'semaphore' },
    KeepAlive: true,
    RunAtLoad: true,
    AbandonProcessGroup: true,
    ExitTimeOut: 0,
  });
});

test('launchd ends a Mac whose supervisor has ended five times within a minute', () => {
  const root = folder('mac');
  const calls = join(root, 'calls');
  const stand = (path: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), `#!/bin/sh\necho ${path} >> ${calls}\n`);
    chmodSync(join(root, path), 0o755);
    return join(root, path);
  };
  const script = launchdStarter()
    .replaceAll(layouts.macos.run, join(root, 'run'))
    .replaceAll(layouts.macos.log, join(root, 'log'))
    .replace(layouts.macos.node, stand('node'))
    .replace('/sbin/shutdown', stand('shutdown'));
  for (let start = 0; start < 6; start++) execFileSync('sh', ['-c', script]);
  expect(readFileSync(calls, 'utf8').trim().split('\n')).toEqual([...Array(5).fill('node'), 'shutdown']);
});

test('the Windows task starts at boot, as SYSTEM, and is never stopped for having run long', () => {
  const program = `
import xml.etree.ElementTree as tree
space = '{http://schemas.microsoft.com/windows/2004/02/mit/task}'
root = tree.fromstring(sys.stdin.read())
json.dump({each.tag.replace(space, ''): (each.text or '').strip() for each in root.iter()}, sys.stdout)`;
  const elements = z.record(z.string(), z.string()).parse(python(program, windowsTask()));
  expect(elements).toMatchObject({
    UserId: 'S-1-5-18',
    ExecutionTimeLimit: 'PT0S',
    MultipleInstancesPolicy: 'IgnoreNew',
    Command: 'C:\\agent-fleet\\start-supervisor.cmd',
  });
  expect(elements).toHaveProperty('BootTrigger');
  // The order that the schema of the task scheduler asks for.
  const order = ['RegistrationInfo', 'Triggers', 'Principals', 'Settings', 'Actions'];
  expect(Object.keys(elements).filter((name) => order.includes(name))).toEqual(order);
});
