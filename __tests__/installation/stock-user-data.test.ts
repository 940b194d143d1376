import { execFileSync, spawnSync } from 'node:child_process';
import { stockUserData } from '../../installation/stock-user-data';

const object = { bucket: 'b', key: 'kit.tar', version: 'v', sha256: 'a'.repeat(64), region: 'us-east-1' };
const text = stockUserData(['AGENT_FLEET_CONFIG=/agent-fleet/p/config'], object);

test('user data of stock instances is a boothook that the supervisor can read', () => {
  expect(text).toMatch(/^#cloud-boothook\n#!\/bin\/sh\nAGENT_FLEET_CONFIG=\/agent-fleet\/p\/config\n/);
});

test('it is small: EC2 allows 16 KB before base64', () => {
  expect(Buffer.byteLength(text)).toBeLessThan(8 * 1024);
});

test('it is a shell script that does nothing where the supervisor is installed', () => {
  execFileSync('sh', ['-n'], { input: text });
  expect(text).toContain('multi-user.target.wants/agent-fleet-supervisor.service ] || exit 0');
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

(hasSystemd ? test : test.skip)('systemd finds nothing wrong with the unit that installs', () => {
  const unit = /agent-fleet-install\.service <<'END'\n([\s\S]*?)END\n/.exec(text)?.[1] ?? '';
  expect(unit).toContain('[Service]');
  const program =
    'd=$(mktemp -d) && cat >$d/agent-fleet-install.service && systemd-analyze verify --man=no $d/*.service; rm -r $d';
  const { stderr } = spawnSync('sh', ['-c', program], { input: unit, encoding: 'utf8' });
  expect(stderr.split('\n').filter((line) => line.includes('agent-fleet'))).toEqual([]);
});
