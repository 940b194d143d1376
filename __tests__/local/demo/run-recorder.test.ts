import { RunRecorder } from '../../../local/demo/run-recorder';
import type { Job } from '../../../local/semaphore/job';

const agentTypes = [{ name: 's1-small', resourcePrefix: 'demo-s1-small' }];

function instance(instanceId: string, lifecycleState: string, group: string | null = 'demo-s1-small') {
  return { instanceId, lifecycleState, group };
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

test('jobs and instances are noted in seconds of the fleet since the start', () => {
  const recorder = new RunRecorder();
  recorder.see([instance('i-1', 'Pending'), instance('i-9', 'InService', null)], 11_000);
  recorder.see([instance('i-1', 'InService')], 12_000);
  recorder.see([instance('i-1', 'Terminating:Wait')], 16_000);
  recorder.see([], 16_500);
  recorder.see([], 20_000);
  const jobs = [job(10_500, 12_000, 15_000, 'i-1-ab'), job(11_000, 13_000, 15_500, 'i-1-cd')];
  expect(recorder.record(agentTypes, jobs, 10_000, 10)).toEqual([
    {
      name: 's1-small',
      jobs: [
        { arrival: 5, wait: 15, duration: 30 },
        { arrival: 10, wait: 20, duration: 25 },
      ],
      instances: [{ launched: 10, registered: 20, lastJobEnded: 55, left: 60, gone: 65 }],
    },
  ]);
});

test('what was there before the start counts from the start on', () => {
  const recorder = new RunRecorder();
  recorder.see([instance('i-1', 'Pending:Wait')], 5000);
  recorder.see([], 12_000);
  const [recorded] = recorder.record(agentTypes, [], 10_000, 2);
  expect(recorded?.instances).toEqual([{ launched: 0, registered: null, lastJobEnded: null, left: 4, gone: 4 }]);
});
