import { type InstanceState, newInstance } from '../../supervisor/instance-state';
import { Supervisor, type SupervisorProps } from '../../supervisor/supervisor';
import { agentConfigurationOf } from './agent-configuration-of';

const never = () => new Promise<never>(() => {});

/** A supervisor whose edges only note what is asked of them. */
function supervisorOf(more: { readonly [Name in keyof SupervisorProps]?: SupervisorProps[Name] } = {}) {
  const asked: string[] = [];
  const registered: (() => void)[] = [];
  const agent = { ended: never(), interrupt: () => void asked.push('interrupted') };
  const props: SupervisorProps = {
    configuration: agentConfigurationOf(),
    state: newInstance(1),
    bootSeconds: 600,
    group: {
      completeHook: async (hook, result) => void asked.push(`${hook} ${result}`),
      heartbeat: async () => void asked.push('heartbeat'),
      terminate: async (decrement) => void asked.push(`terminate ${decrement}`),
    },
    agents: {
      start: async (_slot, onRegistered) => {
        registered.push(onRegistered);
        return agent;
      },
      adopt: () => undefined,
      interrupt: () => void asked.push('interrupt all'),
      stopJobs: () => void asked.push('stop jobs'),
      nameOf: () => 'i-1-abcd',
    },
    leaving: async () => 'lower',
    powerOff: () => void asked.push('power off'),
    exit: () => {},
    save: async () => {},
    onBootFailed: async () => {},
    onLaunched: async () => {},
    speed: 1,
    log: () => {},
    ...more,
  };
  return { supervisor: new Supervisor(props), asked, registered, props, agent };
}

test('a job is stopped in time although AWS does not answer to a heartbeat', async () => {
  const { props } = supervisorOf();
  const { supervisor, asked, registered } = supervisorOf({ group: { ...props.group, heartbeat: never } });
  await supervisor.dispatch({ type: 'target-state', target: 'InService' });
  await new Promise((resolve) => setImmediate(resolve));
  for (const register of registered) register();
  await supervisor.dispatch({ type: 'target-state', target: 'Terminated' });
  await supervisor.dispatch({ type: 'heartbeat-due' });
  await supervisor.dispatch({ type: 'spot-deadline' });
  expect(asked).toContain('stop jobs');
});

test('an agent that starts while its instance gives up for want of a place takes no job', async () => {
  let start = () => {};
  const { props, agent, asked } = supervisorOf();
  const held = new Promise<void>((resolve) => {
    start = resolve;
  });
  const agents = {
    ...props.agents,
    start: async () => {
      await held;
      return agent;
    },
  };
  const slots: InstanceState['slots'] = [{ state: 'retrying', attempt: 1, failure: 'quota-reached' }];
  const state: InstanceState = { ...newInstance(1), phase: 'booting', slots };
  const { supervisor } = supervisorOf({ agents, state, leaving: never });
  await supervisor.dispatch({ type: 'retry-due', slot: 0 });
  void supervisor.dispatch({ type: 'boot-limit' });
  start();
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toContain('interrupted');
  expect(supervisor.state.phase).toBe('deciding');
});
