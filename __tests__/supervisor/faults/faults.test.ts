import { bootFaults } from './boot-faults';
import { FaultBed } from './fault-bed';
import { FaultSite } from './fault-site';
import { jobFaults } from './job-faults';
import { machineFaults } from './machine-faults';
import { semaphoreFaults } from './semaphore-faults';

let bed: FaultBed;

beforeAll(async () => {
  bed = await FaultBed.start();
});

afterAll(() => bed?.stop());

// docs/faults.md tells the same, with the times.
const cases = [...bootFaults, ...semaphoreFaults, ...machineFaults, ...jobFaults];

// Concurrent: they mostly wait, each for an instance of its own.
test.concurrent.each(cases)('$behaviour', async ({ site: name, run, ...options }) => {
  const site = await FaultSite.create(bed, name, options);
  try {
    await run(site);
  } finally {
    await site.stop();
  }
});
