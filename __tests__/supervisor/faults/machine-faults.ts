import type { CallerIdentity } from '../../../local/semaphore/agent-name';
import { Refusal } from '../../../local/semaphore/refusal';
import { trustingSts } from '../../../local/semaphore/sts-look-up';
import type { FaultCase } from './fault-case';

const hour = 3600;
const account = '123456789012';

/** What goes wrong on the instance, or when it is to end. */
export const machineFaults: readonly FaultCase[] = [
  {
    site: 'idle-agent-killed',
    behaviour: 'an idle agent is killed: the instance is gone within a minute, and the next job is served',
    async run(site) {
      const id = await site.launch();
      await site.inService(120);
      for (const pid of site.agentPids(id)) process.kill(pid, 'SIGKILL');
      await site.gone(id, 60);
      expect(await site.desired()).toBe(0);
      const job = site.addJob('true');
      await site.group.setDesired(1);
      expect(await site.finished(job, 240)).toMatchObject({ result: 'passed' });
      await site.leavesNothing(240);
    },
  },
  {
    site: 'busy-agent-killed',
    behaviour: 'a busy agent is killed: the instance is gone within a minute',
    async run(site) {
      const job = site.addJob('sleep 600');
      const id = await site.launch();
      await site.running(job);
      for (const pid of site.agentPids(id)) process.kill(pid, 'SIGKILL');
      await site.gone(id, 60);
      // Semaphore still counts the job as running: an instance in its stead is what the scaler wants.
      expect(await site.desired()).toBe(1);
      await site.group.setDesired(0);
      await site.leavesNothing(240);
    },
  },
  {
    site: 'supervisor-killed-busy',
    behaviour: 'the supervisor is killed during a job: it finds the running agent again, and the job passes',
    async run(site) {
      const job = site.addWaitingJob();
      const id = await site.launch();
      await site.running(job);
      const agents = site.agentPids(id);
      await site.killSupervisor(id);
      expect(site.agentPids(id)).toEqual(agents);
      await site.letGo();
      expect(await site.finished(job, 60)).toMatchObject({ result: 'passed' });
      await site.leavesNothing(120);
      expect(site.registered.size).toBe(1);
    },
  },
  {
    site: 'supervisor-killed-idle',
    behaviour: 'the supervisor is killed while its agent is idle: that agent takes the next job',
    async run(site) {
      const id = await site.launch();
      await site.inService(120);
      await site.killSupervisor(id);
      const job = site.addJob('true');
      expect(await site.finished(job, 60)).toMatchObject({ result: 'passed' });
      await site.leavesNothing(120);
      expect(site.registered.size).toBe(1);
    },
  },
  {
    site: 'supervisor-dies',
    behaviour:
      'the supervisor cannot run: after five starts its service manager ends the instance, and the next one serves',
    flaws: { environment: { AGENT_FLEET_SPEED: 'none' } },
    async run(site) {
      const job = site.addJob('true');
      const id = await site.launch();
      await site.gone(id, 60);
      expect(site.log(id).match(/supervisor failed/g)).toHaveLength(5);
      expect(await site.desired()).toBe(1);
      site.bed.flaws.delete(site.name);
      expect(await site.finished(job, 240)).toMatchObject({ result: 'passed' });
      await site.leavesNothing(120);
    },
  },
  {
    site: 'terminate-denied',
    behaviour: 'the terminate call is denied: the instance powers off, and its replacement takes its place along',
    configuration: { idleTimeoutSeconds: 60 },
    async run(site) {
      const id = await site.launch();
      await site.failAws({
        service: 'autoscaling',
        action: 'TerminateInstanceInAutoScalingGroup',
        containing: id,
        status: 403,
        code: 'AccessDenied',
        message: 'not authorized to perform: autoscaling:TerminateInstanceInAutoScalingGroup',
      });
      const job = site.addJob('true');
      expect(await site.finished(job, 120)).toMatchObject({ result: 'passed' });
      await site.gone(id, 300);
      await site.next(id);
      await site.leavesNothing(300);
    },
  },
  {
    site: 'terminate-throttled',
    behaviour: 'the terminate call is throttled: it is repeated, and the place goes with the instance',
    async run(site) {
      const id = await site.launch();
      await site.failAws({
        service: 'autoscaling',
        action: 'TerminateInstanceInAutoScalingGroup',
        containing: id,
        count: 3,
        status: 400,
        code: 'Throttling',
        message: 'Rate exceeded',
      });
      const job = site.addJob('true');
      expect(await site.finished(job, 120)).toMatchObject({ result: 'passed' });
      await site.leavesNothing(240);
      expect(site.launched).toEqual([id]);
    },
  },
  {
    site: 'disk-full',
    behaviour: 'the disk is full: the instance finishes its job and leaves',
    configuration: { disconnectAfterJob: false, idleTimeoutSeconds: 0, diskLimitPercent: 1 },
    async run(site) {
      const id = await site.launch();
      await site.gone(id, 180);
      await site.group.setDesired(0);
      await site.leavesNothing(240);
    },
  },
  {
    site: 'clock-off',
    behaviour:
      'the clock is an hour off: AWS refuses signatures until the instance corrects for it, its name is right, and it serves',
    configuration: { preSignedName: true },
    flaws: { environment: wrongClock(hour) },
    semaphore: { naming: { origin: 'aws-sts', account, rolePatterns: ['*'] }, stsLookUp: punctualSts },
    async run(site) {
      for (const service of ['ssm', 'autoscaling'] as const) {
        await site.failAws({
          service,
          skewedSeconds: 1800,
          status: service === 'ssm' ? 400 : 403,
          code: service === 'ssm' ? 'InvalidSignatureException' : 'SignatureDoesNotMatch',
          message: 'Signature expired',
        });
      }
      const job = site.addJob('true');
      const id = await site.launch();
      expect(await site.finished(job, 120)).toMatchObject({ result: 'passed', agent: id });
      await site.leavesNothing(120);
    },
  },
];

/** As AWS does, it takes no URL that was signed in another time. */
async function punctualSts(url: URL): Promise<CallerIdentity> {
  const date = url.searchParams.get('X-Amz-Date') ?? '';
  const signedAt = Date.parse(date.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
  const lifetime = Number(url.searchParams.get('X-Amz-Expires')) * 1000;
  const age = Date.now() - signedAt;
  if (!(age > -300_000 && age < lifetime)) throw new Refusal(400, `AWS STS refused a URL signed at ${date}`);
  return trustingSts(account, 'clock-off-instance')(url);
}

function wrongClock(seconds: number): NodeJS.ProcessEnv {
  return { NODE_OPTIONS: `--require "${require.resolve('./wrong-clock.cjs')}"`, WRONG_CLOCK_SECONDS: String(seconds) };
}
