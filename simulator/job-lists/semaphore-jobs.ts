import { z } from 'zod';
import { parseShape } from '../input-error';
import { type JobListFormat, listedJob } from './job-list';
import { epochSeconds } from './timestamp';

/**
 * A job of Semaphore's API (`GET /api/v1alpha/jobs` and `/jobs/:id`, `sem get jobs -o json`):
 * https://docs.semaphore.io/reference/jobs-yaml
 */
const job = z.looseObject({
  metadata: z.looseObject({ create_time: epochSeconds, start_time: epochSeconds, finish_time: epochSeconds }),
  spec: z
    .looseObject({ agent: z.looseObject({ machine: z.looseObject({ type: z.string() }).optional() }).optional() })
    .optional(),
});

const answer = z.union([z.looseObject({ jobs: z.array(job) }).transform(({ jobs }) => jobs), z.array(job), job]);

/** The API says when a job was made, not when it was queued: a job that waits for a block before it seems to arrive early. */
export const semaphoreJobs: JobListFormat = {
  jobs(text, file) {
    const parsed = parseShape(text, file, answer);
    const jobs = Array.isArray(parsed) ? parsed : [parsed];
    return jobs.map(({ metadata, spec }) =>
      listedJob(metadata.create_time, metadata.start_time, metadata.finish_time, spec?.agent?.machine?.type),
    );
  },
};
