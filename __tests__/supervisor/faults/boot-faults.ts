import type { FaultCase } from './fault-case';
import type { FaultSite } from './fault-site';
import { SupervisorLogGroup } from './supervisor-log-group';

/** Emulated seconds that a boot may take in these tests: twelve real ones, as a replacement has to manage it. */
const bootLimitSeconds = 240;

const denied = { service: 'ssm', status: 400, code: 'AccessDeniedException' } as const;

/** Faults that keep an instance from booting until they are repaired, and the words of it that the log has. */
const fatal = [
  {
    site: 'ssm-denies',
    fault: 'SSM denies the configuration',
    reason: /not authorized/,
    breaks: (site: FaultSite) =>
      site.failAws({ ...denied, containing: '/ssm-denies/config', message: 'not authorized' }),
    repairs: (site: FaultSite) => site.repairAws('/ssm-denies/config'),
  },
  {
    site: 'token-missing',
    fault: 'the token parameter is missing',
    reason: /tokens\/token-missing/,
    breaks: (site: FaultSite) => site.deleteToken(),
    repairs: (site: FaultSite) => site.putToken(),
  },
  {
    site: 'token-key',
    fault: 'the token is encrypted with a key that the instance may not use',
    reason: /ciphertext/,
    breaks: (site: FaultSite) =>
      site.failAws({
        ...denied,
        containing: '/tokens/token-key',
        message:
          'The ciphertext refers to a customer master key that does not exist, or you are not allowed to access.',
      }),
    repairs: (site: FaultSite) => site.repairAws('/tokens/token-key'),
  },
];

const fatalCases = fatal.map(({ site: name, fault, reason, breaks, repairs }): FaultCase => {
  return {
    site: name,
    behaviour: `${fault}: the instance says so and is gone within the boot limit, its replacement serves once that is repaired`,
    configuration: { bootLimitSeconds },
    async run(site) {
      const job = site.addJob('true');
      const logGroup = new SupervisorLogGroup(site.bed.emulator.url, name);
      await logGroup.create();
      await breaks(site);
      const first = await site.launch();
      await site.gone(first, bootLimitSeconds);
      expect(site.log(first)).toMatch(reason);
      // The instance and its own log are gone.
      expect(await logGroup.text(first)).toMatch(reason);
      expect(site.hub.agents(name)).toEqual([]);
      expect(await site.desired()).toBe(1);
      await repairs(site);
      await site.next(first);
      expect(await site.finished(job, 180)).toMatchObject({ result: 'passed' });
      await site.leavesNothing(120);
    },
  };
});

/** Faults that an instance outlasts. */
const outlasted: readonly FaultCase[] = [
  {
    site: 'ssm-throttles',
    behaviour: 'SSM throttles: the instance tries again and serves',
    async run(site) {
      await site.failAws({
        service: 'ssm',
        count: 5,
        status: 400,
        code: 'ThrottlingException',
        message: 'Rate exceeded',
      });
      await serves(site, 120);
    },
  },
  {
    site: 'ssm-away',
    behaviour: 'SSM is away for 60 s: the instance tries again and serves',
    async run(site) {
      await site.failAws({ service: 'ssm', drop: true, forSeconds: 5 });
      await serves(site, 240);
    },
  },
  {
    site: 'imds-slow',
    behaviour: 'the metadata service is slow: the instance waits and serves',
    flaws: { metadata: { kind: 'slow', delayMs: 1200, requests: 6 } },
    run: (site) => serves(site, 240),
  },
  {
    site: 'imds-401',
    behaviour: 'the metadata service refuses tokens for a while: the instance takes new ones and serves',
    flaws: { metadata: { kind: 'unauthorized', requests: 12 } },
    run: (site) => serves(site, 240),
  },
  {
    site: 'no-hook',
    behaviour: 'the lifecycle hooks are absent: the instance serves, and leaves all the same',
    async run(site) {
      await site.deleteHooks();
      await serves(site, 120);
    },
  },
  {
    site: 'hook-throttled',
    behaviour: 'the answer to the launch hook is throttled: the instance gives it again',
    async run(site) {
      await site.failAws({
        service: 'autoscaling',
        action: 'CompleteLifecycleAction',
        count: 3,
        status: 400,
        code: 'Throttling',
        message: 'Rate exceeded',
      });
      await site.launch();
      await site.inService(120);
      const job = site.addJob('true');
      expect(await site.finished(job, 60)).toMatchObject({ result: 'passed' });
      await site.leavesNothing(120);
    },
  },
];

const hopeless: FaultCase = {
  site: 'imds-broken',
  behaviour: 'the metadata service always refuses: the instance powers off within 10 minutes',
  flaws: { metadata: { kind: 'unauthorized' } },
  async run(site) {
    const first = await site.launch();
    await site.gone(first, 600);
    site.bed.flaws.delete(site.name);
    const job = site.addJob('true');
    expect(await site.finished(job, 300)).toMatchObject({ result: 'passed' });
    await site.leavesNothing(120);
  },
};

export const bootFaults: readonly FaultCase[] = [...fatalCases, ...outlasted, hopeless];

/** The first instance runs a job that waits, within so many seconds, and leaves with its place. */
async function serves(site: FaultSite, seconds: number): Promise<void> {
  const job = site.addJob('true');
  const id = await site.launch();
  const { agent, result } = await site.finished(job, seconds);
  expect({ result, served: agent?.includes(id) }).toEqual({ result: 'passed', served: true });
  await site.leavesNothing(120);
}
