import { z } from 'zod';
import { parseShape } from '../input-error';
import { type JobListFormat, listedJob } from './job-list';
import { isoTime } from './timestamp';

/**
 * Jobs of Buildkite's API, alone (`GET .../builds/{number}/jobs`) or within builds (`GET .../builds`):
 * https://buildkite.com/docs/apis/rest-api/builds
 */
const job = z.looseObject({
  type: z.string().optional(),
  created_at: isoTime,
  scheduled_at: isoTime,
  runnable_at: isoTime,
  started_at: isoTime,
  finished_at: isoTime,
  agent_query_rules: z.array(z.string()).nullish(),
});
const build = z.looseObject({ jobs: z.array(job) });

const answer = z.union([
  z.array(build).transform((builds) => builds.flatMap(({ jobs }) => jobs)),
  build.transform(({ jobs }) => jobs),
  z.array(job),
]);

/** Steps that wait, block or trigger are listed as jobs, but need no agent. */
const agentJob = 'script';

export const buildkiteJobs: JobListFormat = {
  jobs(text, file) {
    return parseShape(text, file, answer).map((entry) => {
      if (entry.type !== undefined && entry.type !== agentJob) return undefined;
      const arrival = entry.runnable_at ?? entry.scheduled_at ?? entry.created_at;
      return listedJob(arrival, entry.started_at, entry.finished_at, queueOf(entry.agent_query_rules ?? []));
    });
  },
};

function queueOf(rules: readonly string[]): string | undefined {
  const [, queue] = rules.map((rule) => /^queue=(.+)$/.exec(rule)).find((match) => match !== null) ?? [];
  return queue;
}
