import type { FaultCase } from './fault-case';

/** What goes wrong between an instance and Semaphore. */
export const semaphoreFaults: readonly FaultCase[] = [
  {
    site: 'hub-away-20s',
    behaviour: 'Semaphore is away for 20 s at boot: the agent registers after that',
    async run(site) {
      const job = site.addJob('true');
      site.failSemaphore({ kind: 'away', calls: ['register'], times: 15 });
      await site.launch();
      expect(await site.finished(job, 120)).toMatchObject({ result: 'passed' });
      await site.leavesNothing(120);
    },
  },
  {
    site: 'hub-away-long',
    behaviour: 'Semaphore is away at boot: the instance is gone within the boot limit, its replacement serves later',
    configuration: { bootLimitSeconds: 240 },
    async run(site) {
      const job = site.addJob('true');
      site.failSemaphore({ kind: 'away' });
      const first = await site.launch();
      await site.gone(first, 240);
      expect(await site.desired()).toBe(1);
      site.failSemaphore();
      expect(await site.finished(job, 240)).toMatchObject({ result: 'passed' });
      await site.leavesNothing(120);
    },
  },
  {
    site: 'quota',
    behaviour: 'the organization may have no more agents: the instance asks again, then gives its place back',
    configuration: { bootLimitSeconds: 240 },
    async run(site) {
      site.hub.changeAgentType(site.name, { maxAgents: 0 });
      const id = await site.launch();
      await site.gone(id, 270);
      expect(site.log(id)).toContain('quota-reached');
      await site.leavesNothing(60);
      // No other instance came in its stead.
      expect(site.launched).toEqual([id]);
    },
  },
  {
    site: 'quota-lifted',
    behaviour: 'a place becomes free while an instance asks: its agent registers',
    async run(site) {
      site.hub.changeAgentType(site.name, { maxAgents: 0 });
      const job = site.addJob('true');
      const id = await site.launch();
      await site.eventually(
        120,
        'refusal',
        () => site.log(id),
        (log) => log.includes('quota-reached'),
      );
      site.hub.changeAgentType(site.name, { maxAgents: null });
      const { agent, result } = await site.finished(job, 300);
      expect({ result, served: agent?.includes(id) }).toEqual({ result: 'passed', served: true });
      await site.leavesNothing(120);
    },
  },
  {
    site: 'hub-away-busy',
    behaviour: 'Semaphore is away for minutes during a job: the result is reported when it is back',
    async run(site) {
      const job = site.addWaitingJob();
      await site.launch();
      await site.running(job);
      // Two minutes: the agent syncs every 4.5 s on average, and does not give up for 10 minutes.
      site.failSemaphore({ kind: 'away', calls: ['sync'], times: 27 });
      await site.letGo();
      expect(await site.finished(job, 600)).toMatchObject({ result: 'passed', reason: null });
      expect(site.hub.faults).toEqual([]);
      await site.leavesNothing(120);
    },
  },
];
