import type { JobSpec } from './job';
import type { JobEntry } from './job-queue';
import type { JobCommand, JobRequest } from './protocol';

/** Where an agent reports to about one job. */
export interface JobLinks {
  readonly logUrl: string;
  readonly logToken: string;
  readonly callbackUrl: string;
  readonly callbackToken: string;
}

/** The job as an agent gets it from GET /jobs/:id. */
export function jobRequestFor({ job, spec }: JobEntry, links: JobLinks): JobRequest {
  const own = {
    CI: 'true',
    SEMAPHORE: 'true',
    SEMAPHORE_JOB_ID: job.id,
    SEMAPHORE_JOB_NAME: job.name,
    SEMAPHORE_AGENT_MACHINE_TYPE: job.agentType,
  };
  return {
    job_id: job.id,
    executor: 'shell',
    commands: commandsOf(spec.commands),
    epilogue_always_commands: commandsOf(spec.epilogueAlways),
    epilogue_on_pass_commands: commandsOf(spec.epilogueOnPass),
    epilogue_on_fail_commands: commandsOf(spec.epilogueOnFail),
    env_vars: Object.entries({ ...own, ...spec.env }).map(([name, value]) => ({ name, value: base64(value) })),
    files: spec.files.map(({ path, content, mode }) => ({ path, content: base64(content), mode })),
    callbacks: {
      finished: `${links.callbackUrl}/finished`,
      teardown_finished: `${links.callbackUrl}/teardown_finished`,
      token: links.callbackToken,
    },
    logger: { method: 'push', url: links.logUrl, token: links.logToken, max_size_in_bytes: spec.maxLogBytes },
  };
}

function commandsOf(commands: JobSpec['commands']): JobCommand[] {
  return commands.map((command) => (typeof command === 'string' ? { directive: command, alias: '' } : command));
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
