import { z } from 'zod';
import { logShipping } from '../../installation/log-shipping';

const file = z.object({ file_path: z.string(), log_group_name: z.string(), log_stream_name: z.string() });
const configuration = z.object({
  logs: z.object({ logs_collected: z.object({ files: z.object({ collect_list: z.array(file) }) }) }),
});

function shipped(system: 'linux' | 'macos' | 'windows', agentLogs: readonly string[] = ['/logs/agent-1.log']) {
  const shipping = logShipping({ system, prefix: 'acme-s1', agentLogs });
  return configuration.parse(JSON.parse(shipping.configuration)).logs.logs_collected.files.collect_list;
}

test('each log of a Linux instance goes to its group, into the stream of the instance', () => {
  const stream = '{instance_id}';
  expect(shipped('linux').map((log) => [log.file_path, log.log_group_name, log.log_stream_name])).toEqual([
    ['/logs/agent-1.log', '/agent-fleet/acme-s1/agent', stream],
    ['/var/log/agent-fleet/supervisor.log', '/agent-fleet/acme-s1/supervisor', stream],
    ['/var/log/cloud-init.log', '/agent-fleet/acme-s1/cloud-init', stream],
    ['/var/log/cloud-init-output.log', '/agent-fleet/acme-s1/cloud-init/output', stream],
    ['/var/log/syslog', '/agent-fleet/acme-s1/system', stream],
  ]);
});

test.each(['linux', 'macos', 'windows'] as const)('no two logs of %s share a stream', (system) => {
  const streams = shipped(system, ['/a', '/b', '/c']).map((log) => `${log.log_group_name} ${log.log_stream_name}`);
  expect(new Set(streams).size).toBe(streams.length);
});

test("Windows ships EC2Launch's logs and the system's events", () => {
  const { configuration: text } = logShipping({ system: 'windows', prefix: 'acme-s1', agentLogs: [] });
  expect(shipped('windows').map((log) => log.file_path)).toContain(
    'C:\\ProgramData\\Amazon\\EC2Launch\\log\\agent.log',
  );
  expect(text).toContain('"event_name": "System"');
  expect(text).toContain('/agent-fleet/acme-s1/system');
});
