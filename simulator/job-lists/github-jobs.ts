import { z } from 'zod';
import { parseShape } from '../input-error';
import { type JobListFormat, listedJob } from './job-list';
import { isoTime } from './timestamp';

/**
 * A job of GitHub's API (`GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs`):
 * https://docs.github.com/rest/actions/workflow-jobs
 */
const job = z.looseObject({
  created_at: isoTime,
  started_at: isoTime,
  completed_at: isoTime,
  conclusion: z.string().nullish(),
  labels: z.array(z.string()).default([]),
});

const answer = z.union([z.looseObject({ jobs: z.array(job) }).transform(({ jobs }) => jobs), z.array(job)]);

/** Labels that every self-hosted runner has say nothing about which one a job wants. */
const general: readonly string[] = ['self-hosted'];

export const githubJobs: JobListFormat = {
  jobs(text, file) {
    return parseShape(text, file, answer).map(({ created_at, started_at, completed_at, conclusion, labels }) => {
      const agentType = labels.filter((label) => !general.includes(label.toLowerCase())).join('+');
      if (conclusion === 'skipped') return undefined;
      return listedJob(created_at, started_at, completed_at, agentType === '' ? undefined : agentType);
    });
  },
};
