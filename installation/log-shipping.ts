import { layouts, type System } from './layout';
import { supervisorService } from './service';

/** What decides which logs go where. */
export interface LogShippingOptions {
  readonly system: System;
  /** Resource prefix of the agent type: its log groups are `/agent-fleet/<prefix>/...`. */
  readonly prefix: string;
  /** Log files of the agents, one for each slot. */
  readonly agentLogs: readonly string[];
}

/** How the CloudWatch agent is made to ship the logs of an instance. */
export interface LogShipping {
  /** The CloudWatch agent's own start program; where it is not installed, nothing is shipped. */
  readonly program: string;
  /** Starts it with the configuration. */
  readonly command: readonly string[];
  /** Where the configuration has to be. */
  readonly path: string;
  /** The configuration as JSON. */
  readonly configuration: string;
}

interface LogFile {
  readonly file_path: string;
  readonly log_group_name: string;
  readonly log_stream_name: string;
  readonly timestamp_format?: string;
}

/** A person looks for an instance's logs by its id: the CloudWatch agent puts it here. */
const stream = '{instance_id}';
const cloudInitTime = '%Y-%m-%d %H:%M:%S';

/** The operating system's own logs by the last part of their group. */
const systemLogs = {
  linux: {
    'cloud-init': ['/var/log/cloud-init.log'],
    'cloud-init/output': ['/var/log/cloud-init-output.log'],
    system: ['/var/log/syslog'],
  },
  macos: { 'cloud-init': ['/var/log/amazon/ec2/ec2-macos-init.log'], system: ['/var/log/system.log'] },
  windows: {
    'cloud-init': [
      'C:\\ProgramData\\Amazon\\EC2Launch\\log\\agent.log',
      'C:\\ProgramData\\Amazon\\EC2Launch\\log\\err.log',
    ],
    'cloud-init/output': ['C:\\ProgramData\\Amazon\\EC2Launch\\log\\console.log'],
  },
} as const satisfies Record<System, Readonly<Record<string, readonly string[]>>>;

const unixFolder = '/opt/aws/amazon-cloudwatch-agent';
const windowsFolder = 'C:\\Program Files\\Amazon\\AmazonCloudWatchAgent';

/** Which logs the CloudWatch agent ships, and how it is started. Only the instance knows its prefix, so it writes this. */
export function logShipping({ system, prefix, agentLogs }: LogShippingOptions): LogShipping {
  const group = (log: string) => `/agent-fleet/${prefix}/${log}`;
  const own: LogFile[] = [
    ...agentLogs.map((file_path, slot) => ({
      file_path,
      log_group_name: group('agent'),
      // One stream takes the lines of one file.
      log_stream_name: agentLogs.length === 1 ? stream : `${stream}-${slot + 1}`,
    })),
    { file_path: supervisorService(system).logFile, log_group_name: group('supervisor'), log_stream_name: stream },
  ];
  const others: LogFile[] = Object.entries(systemLogs[system]).flatMap(([log, files]) =>
    files.map((file_path: string, index: number) => ({
      file_path,
      log_group_name: group(log),
      log_stream_name: index === 0 ? stream : `${stream}-${index + 1}`,
      ...(log.startsWith('cloud-init') && system === 'linux' ? { timestamp_format: cloudInitTime } : {}),
    })),
  );
  const windowsEvents = {
    collect_list: [
      {
        event_name: 'System',
        event_levels: ['INFORMATION', 'WARNING', 'ERROR', 'CRITICAL'],
        log_group_name: group('system'),
        log_stream_name: stream,
      },
    ],
  };
  const configuration = {
    agent: { run_as_user: system === 'windows' ? undefined : 'root', logfile: ownLog(system) },
    logs: {
      logs_collected: {
        files: { collect_list: [...own, ...others] },
        ...(system === 'windows' ? { windows_events: windowsEvents } : {}),
      },
    },
  };
  return { ...starter(system), configuration: `${JSON.stringify(configuration, undefined, 2)}\n` };
}

function ownLog(system: System): string {
  return system === 'windows'
    ? `${layouts.windows.log}\\cloudwatch-agent.log`
    : `${layouts[system].log}/cloudwatch-agent.log`;
}

function starter(system: System): Omit<LogShipping, 'configuration'> {
  if (system === 'windows') {
    const program = `${windowsFolder}\\amazon-cloudwatch-agent-ctl.ps1`;
    const path = `${layouts.windows.folder}\\cloudwatch-agent.json`;
    const options = ['-a', 'fetch-config', '-m', 'ec2', '-s', '-c', `file:${path}`];
    return {
      program,
      path,
      command: ['powershell.exe', '-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', program, ...options],
    };
  }
  const program = `${unixFolder}/bin/amazon-cloudwatch-agent-ctl`;
  const path = `${layouts[system].folder}/cloudwatch-agent.json`;
  return { program, path, command: [program, '-a', 'fetch-config', '-m', 'ec2', '-s', '-c', `file:${path}`] };
}
