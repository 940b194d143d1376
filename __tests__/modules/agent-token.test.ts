import { synthAgentStack } from '../synth-agent-stack';

const roles = ['instance-role', 'scaler_role'];

test.each(['/agents/linux/token', 'agents-token'])(
  '%s is read by instances and scaler, and no other parameter',
  (name) => {
    const stack = synthAgentStack(`token: { parameter: ${name} }`);
    const arn = expect.stringMatching(
      new RegExp(`^arn:\\$\\{data\\.aws_partition\\..+\\}:ssm:us-east-1:.+:parameter/${name.replace(/^\//, '')}$`),
    );
    for (const role of roles) {
      expect(stack.grants(role)).toContainEqual({
        actions: ['ssm:GetParameter', 'ssm:GetParameters'],
        resources: [arn],
      });
    }
  },
);

test('with the default key nobody is given decryption', () => {
  const stack = synthAgentStack();
  for (const role of roles) expect(JSON.stringify(stack.grants(role))).not.toContain('kms:');
});

test.each([
  'alias/ci',
  '0a1b2c3d-0000-4000-8000-000000000000',
  'arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000',
])('the key %s decrypts this token through SSM only', (kmsKey) => {
  const stack = synthAgentStack(`token: { parameter: /agents/token, kmsKey: "${kmsKey}" }`);
  const viaService = {
    test: 'StringEquals',
    variable: 'kms:ViaService',
    values: [expect.stringMatching(/^ssm\.us-east-1\.\$\{data\.aws_partition\..+dns_suffix\}$/)],
  };
  const context = {
    test: 'StringEquals',
    variable: 'kms:EncryptionContext:PARAMETER_ARN',
    values: [expect.stringMatching(/:parameter\/agents\/token$/)],
  };
  for (const role of roles) {
    const decrypt = stack.grants(role).filter(({ actions }) => actions.includes('kms:Decrypt'));
    // The key's own ARN, whatever way the setting names it: a grant on an alias grants nothing.
    const resources = [expect.stringMatching(/^\$\{data\.aws_kms_key\..+\.arn\}$/)];
    expect(decrypt).toEqual([{ actions: ['kms:Decrypt'], resources, condition: [viaService, context] }]);
  }
});

test('Terraform never reads the token', () => {
  expect(synthAgentStack().json).not.toMatch(/aws_ssm_parameter[^}]*\/agents\/token/);
});
