import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultCase } from './fault-case';

/** While it exists, the disk of the one instance that looks for it is full. */
const fullDisk = join(tmpdir(), `agent-fleet-full-disk-${process.pid}`);

/** What a job can do to the instance that it runs on. */
export const jobFaults: readonly FaultCase[] = [
  {
    site: 'job-configures-aws',
    behaviour: 'a job changes ~/.aws: the instance leaves as ever',
    async run(site) {
      const lines = ['[default]', 'region = mars-1', 'endpoint_url = http://127.0.0.1:1', 'aws_access_key_id = X'];
      const write = (file: string) => `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} > ~/.aws/${file}`;
      const job = site.addJob('mkdir -p ~/.aws', write('config'), write('credentials'));
      await site.launch();
      expect(await site.finished(job, 120)).toMatchObject({ result: 'passed' });
      await site.leavesNothing(120);
    },
  },
  {
    site: 'job-kills',
    behaviour: 'a job kills its agent: the instance is gone within a minute',
    async run(site) {
      const job = site.addJob('trap "" TERM; kill -9 $PPID; sleep 600');
      const id = await site.launch();
      await site.running(job);
      await site.gone(id, 60);
      await site.group.setDesired(0);
      await site.leavesNothing(240);
    },
  },
  {
    site: 'job-fills-disk',
    behaviour: 'a job fills the disk: it can go on to its end, takes no other job after it, and the instance is gone',
    configuration: { disconnectAfterJob: false, idleTimeoutSeconds: 0 },
    flaws: {
      environment: { NODE_OPTIONS: `--require "${require.resolve('./full-disk.cjs')}"`, FULL_DISK_FLAG: fullDisk },
    },
    async run(site) {
      const job = site.addWaitingJob(`touch '${fullDisk}'`);
      const id = await site.launch();
      await site.running(job);
      await site.eventually(
        60,
        'drain',
        () => site.log(id),
        (log) => log.includes('"cause":"disk'),
      );
      await site.letGo();
      expect(await site.finished(job, 60)).toMatchObject({ result: 'passed' });
      await site.gone(id, 120);
      await rm(fullDisk);
      await site.leavesNothing(120);
    },
  },
  {
    site: 'job-blocks-imds',
    behaviour: 'a job blocks the metadata address: its result is reported, and the instance is gone',
    async run(site) {
      const job = site.addWaitingJob();
      const id = await site.launch();
      await site.running(job);
      site.machine(id).failMetadata({ kind: 'away' });
      await site.letGo();
      expect(await site.finished(job, 60)).toMatchObject({ result: 'passed' });
      await site.gone(id, 120);
      await site.leavesNothing(240);
    },
  },
];
