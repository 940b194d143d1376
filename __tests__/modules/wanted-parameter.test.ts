import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { parseWantedCapacity } from '../../config/wanted-capacity';
import { synthAgentStack } from '../synth-agent-stack';

const ofWanted = expect.stringMatching(/:parameter\/agent-fleet\/acme-s1-linux\/wanted$/);

function wantedParameter(stack: ReturnType<typeof synthAgentStack>) {
  return stack.resources(SsmParameter).find(({ address }) => address.startsWith('wanted'));
}

test('Terraform makes the parameter with nothing in it, and leaves it to the scaler from then on', () => {
  const parameter = wantedParameter(synthAgentStack());
  expect(parameter).toMatchObject({
    name: '/agent-fleet/acme-s1-linux/wanted',
    type: 'String',
    tier: 'Standard',
    lifecycle: { ignore_changes: ['insecure_value'] },
  });
  expect(parseWantedCapacity(String(parameter?.['insecure_value']))).toBeUndefined();
});

test('instances may read it, the scaler may write it too, and neither may touch another one like it', () => {
  const stack = synthAgentStack();
  const read = { actions: ['ssm:GetParameter', 'ssm:GetParameters'], resources: [ofWanted] };
  const write = { actions: ['ssm:GetParameter', 'ssm:PutParameter'], resources: [ofWanted] };
  expect(stack.grants('instance-role')).toContainEqual(read);
  expect(stack.grants('scaler_role')).toContainEqual(write);
});

test('a static fleet has none', () => {
  const stack = synthAgentStack('size: { scaling: static, min: 2, max: 2 }');
  expect(wantedParameter(stack)).toBeUndefined();
  expect(stack.json).not.toContain('wanted');
});
