import { AgentGroup } from '../../supervisor/agent-group';

test('the minimum of a warm pool is not taken for that of the group', async () => {
  const pool = '<WarmPoolConfiguration>\n<MinSize>7</MinSize>\n<PoolState>Stopped</PoolState></WarmPoolConfiguration>';
  const xml = `<member>${pool}<MinSize>1</MinSize><MaxSize>9</MaxSize><DesiredCapacity>4</DesiredCapacity></member>`;
  const group = new AgentGroup({ call: async () => xml }, 'acme-s1', 'i-1', 0);
  expect(await group.view()).toMatchObject({ min: 1, max: 9, desired: 4 });
});
