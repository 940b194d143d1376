import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const script = resolve(__dirname, '..', '..', 'packer', 'linux', 'verify', 'boot.sh');

/** What boot.sh makes of a critical chain that systemd-analyze printed. */
function verdict(recorded: string) {
  const { status, stderr } = spawnSync('sh', [script, join(__dirname, 'boots', recorded)], { encoding: 'utf8' });
  return { status, stderr: stderr.trim() };
}

test('a supervisor that waited for nothing but the system itself is as it should be', () => {
  expect(verdict('image.txt')).toEqual({ status: 0, stderr: '' });
});

test('a supervisor that waited for addresses or cloud-init is not', () => {
  const waits = 'network-online.target systemd-networkd-wait-online.service cloud-init-local.service';
  expect(verdict('ubuntu-cloud-init.txt')).toEqual({
    status: 1,
    stderr: `boot.sh: agent-fleet-supervisor.service waited for ${waits}`,
  });
});

test('a supervisor that did not start is not', () => {
  expect(verdict('not-started.txt')).toMatchObject({ status: 1, stderr: expect.stringContaining('did not start') });
});
