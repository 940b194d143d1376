import { AgentGroup } from '../../supervisor/agent-group';

test('the minimum of a warm pool is not taken for that of the group', async () => {
  const pool = '<WarmPoolConfiguration>\n<MinSize>7</MinSize>\n<PoolState>Stopped</PoolState></WarmPoolConfiguration>';
  const xml = `<member>${pool}<MinSize>1</MinSize><MaxSize>9</MaxSize><DesiredCapacity>4</DesiredCapacity></member>`;
  const group = new AgentGroup({ call: async () => xml }, 'acme-s1', 'i-1', 0);
  expect(await group.view()).toMatchObject({ min: 1, max: 9, desired: 4 });
});

test.each([true, false])('an instance that leaves takes its place along if told to: %s', async (decrement) => {
  const bodies: string[] = [];
  const call = async ({ body }: { body: string }) => {
    bodies.push(body);
    return '';
  };
  await new AgentGroup({ call }, 'acme-s1', 'i-1', 0).terminate(decrement);
  expect(Object.fromEntries(new URLSearchParams(bodies[0]))).toMatchObject({
    Action: 'TerminateInstanceInAutoScalingGroup',
    InstanceId: 'i-1',
    ShouldDecrementDesiredCapacity: String(decrement),
  });
});
