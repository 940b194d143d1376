import { RunRecorder } from '../../../local/demo/run-recorder';
import { registeredAgent } from '../../../local/semaphore/agent';
import type { Job } from '../../../local/semaphore/job';
import { registerRequest } from '../../../local/semaphore/protocol';

const agentTypes = [{ name: 's1-small', resourcePrefix: 'demo-s1-small' }];

/** `launchedMs` is its launch as AWS knows it; it may be seen later. */
function instance(
  instanceId: string,
  lifecycleState: string,
  launchedMs: number,
  group: string | null = 'demo-s1-small',
) {
  return { instanceId, lifecycleState, group, launchTime: new Date(launchedMs).toISOString() };
}

function job(queuedAt: number, assignedAt: number, finishedAt: number, agent: string): Job {
  const rest = { state: 'finished', result: 'passed', reason: null, stopRequestedAt: null } as const;
  return {
    id: '1',
    name: 'job',
    agentType: 's1-small',
    queuedAt,
    assignedAt,
    startedAt: assignedAt,
    finishedAt,
    agent,
    ...rest,
  };
}

/** The recorder is told of an agent as the hub tells it: registered, asking for a job, and gone. */
function agentLives(recorder: RunRecorder, name: string, readyAt: number, goneAt?: number): void {
  const agent = registeredAgent('s1-small', name, registerRequest.parse({}), readyAt - 200);
  recorder.seeHub({ at: readyAt - 200, kind: 'agent', agent });
  for (const at of [readyAt, readyAt + 100]) {
    recorder.seeHub({ at, kind: 'agent', agent: { ...agent, state: 'waiting-for-jobs' } });
  }
  if (goneAt !== undefined) recorder.seeHub({ at: goneAt, kind: 'agent-gone', agent, why: 'disconnected' });
}

test('jobs, instances and their agents are noted in seconds of the fleet since the start', () => {
  const recorder = new RunRecorder(10);
  recorder.seeInstances([instance('i-1', 'Pending', 11_000), instance('i-9', 'InService', 0, null)], 11_300);
  agentLives(recorder, 'i-1-ab', 11_500, 12_500);
  agentLives(recorder, 'i-1-cd', 13_000, 15_600);
  recorder.seeInstances([instance('i-1', 'Terminating:Wait', 11_000)], 16_000);
  recorder.seeInstances([], 16_500);
  recorder.seeInstances([], 20_000);
  expect(recorder.record(agentTypes, [job(10_500, 12_000, 15_000, 'i-1-ab')], 10_000)).toEqual([
    {
      name: 's1-small',
      jobs: [{ arrival: 5, wait: 15, duration: 30 }],
      instances: [
        {
          launched: 10,
          agents: [
            { ready: 15, lastJobEnded: null, ended: 25 },
            { ready: 30, lastJobEnded: null, ended: 56 },
          ],
          left: 60,
          gone: 65,
        },
      ],
      ticks: [],
    },
  ]);
});

test('the last job of an agent is noted', () => {
  const recorder = new RunRecorder(1);
  recorder.seeInstances([instance('i-1', 'Pending', 1000)], 1000);
  agentLives(recorder, 'i-1-ab', 2000);
  for (const finishedAt of [5000, 8000]) {
    recorder.seeHub({ at: finishedAt, kind: 'job', job: job(0, 3000, finishedAt, 'i-1-ab') });
  }
  const [recorded] = recorder.record(agentTypes, [], 0);
  expect(recorded?.instances[0]?.agents).toEqual([{ ready: 2, lastJobEnded: 8, ended: null }]);
});

test('a tick is noted with the moment of its figures, and that of its raise', () => {
  const recorder = new RunRecorder(10);
  const decided = JSON.stringify({ DesiredCapacity: 1, Reason: '1 wanted', FiguresAge: 3 });
  recorder.seeScalerLine('demo-s1-small', decided, 1000);
  recorder.seeScalerLine('demo-s1-small', JSON.stringify({ message: 'raised', from: 0, to: 1, reason: '' }), 2100);
  recorder.seeScalerLine('demo-s1-small', decided, 2300);
  recorder.seeScalerLine('demo-s1-small', decided, 3000);
  recorder.seeScalerLine('demo-s1-large', decided, 4000);
  const [recorded] = recorder.record(agentTypes, [], 1000);
  expect(recorded?.ticks).toEqual([
    { read: 10, decided: 11 },
    { read: 17, decided: 20 },
  ]);
});

test('what was there before the start counts from the start on', () => {
  const recorder = new RunRecorder(2);
  recorder.seeInstances([instance('i-1', 'Pending:Wait', 5000)], 5000);
  recorder.seeInstances([], 12_000);
  const [recorded] = recorder.record(agentTypes, [], 10_000);
  expect(recorded?.instances).toEqual([{ launched: 0, agents: [], left: 4, gone: 4 }]);
});
