import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFleet } from '../../../config/load-fleet';

/** Example configurations of agent-aws-stack's documentation, with its placeholders filled in. */
const documented = {
  linux: {
    SEMAPHORE_AGENT_STACK_NAME: 'your-stack-name',
    SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME: 'your-ssm-parameter-name',
    SEMAPHORE_AGENT_TOKEN_KMS_KEY: 'your-ssm-parameter-name',
    SEMAPHORE_ENDPOINT: 'your-organization.semaphoreci.com',
  },
  windows: {
    SEMAPHORE_AGENT_STACK_NAME: 'your-stack-name',
    SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME: 'your-ssm-parameter-name',
    SEMAPHORE_AGENT_TOKEN_KMS_KEY: 'your-ssm-parameter-name',
    SEMAPHORE_ENDPOINT: 'your-organization.semaphoreci.com',
    SEMAPHORE_AGENT_OS: 'windows',
  },
  variables: {
    SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME: 'your-ssm-parameter-name',
    SEMAPHORE_AGENT_TOKEN_KMS_KEY: '01234567-89ab-4def-8123-456789abcdef',
    SEMAPHORE_AGENT_STACK_NAME: 'your-stack-name',
    SEMAPHORE_ENDPOINT: 'your-organization.semaphoreci.com',
  },
  readme: {
    SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME: 'YOUR_SSM_PARAMETER_NAME',
    SEMAPHORE_AGENT_STACK_NAME: 'your-stack-name',
    SEMAPHORE_ORGANIZATION: 'your-organization',
  },
};

const region = { CDK_DEFAULT_REGION: 'us-east-1' };
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'agent-fleet-stack-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function load(configuration: unknown, env: NodeJS.ProcessEnv = {}) {
  writeFileSync(
    join(cwd, 'config.json'),
    typeof configuration === 'string' ? configuration : JSON.stringify(configuration),
  );
  return loadFleet({ env: { ...region, SEMAPHORE_AGENT_STACK_CONFIG: 'config.json', ...env }, cwd });
}

test('JSON that YAML would take is told with its line all the same', () => {
  expect(() => load('{\n  "SEMAPHORE_AGENT_STACK_NAME": "a",\n}')).toThrow(/^config.json:3: the file is no JSON: .*$/);
});

test('a name that no resource may have is one problem, and seconds are told in seconds', () => {
  const wrong = { ...documented.readme, SEMAPHORE_AGENT_STACK_NAME: 'my stack', SEMAPHORE_AGENT_OS: 'windows' };
  expect(() => load(wrong)).toThrow(/^config.json:1: SEMAPHORE_AGENT_STACK_NAME is "my stack"; must be a name.*$/);
  const short = { ...documented.readme, SEMAPHORE_AGENT_ASG_MAX_INSTANCE_LIFETIME: '100' };
  expect(() => load(short)).toThrow(
    'SEMAPHORE_AGENT_ASG_MAX_INSTANCE_LIFETIME is "100"; must be a number of seconds from 86400 to 31536000, or 0',
  );
});

describe('every example of the documentation is a fleet of one agent type', () => {
  test.each(Object.entries(documented))('%s, as a file and as variables', (_, configuration) => {
    const { fleet } = load(configuration);
    expect(fleet.agentTypes).toHaveLength(1);
    expect(fleet).toMatchObject({
      name: 'your-stack-name',
      endpoint: { host: 'your-organization.semaphoreci.com', https: true },
      agentTypes: [{ resourcePrefix: 'your-stack-name', size: { min: 0, max: 1 } }],
    });
    expect(loadFleet({ env: { ...region, ...configuration }, cwd }).fleet).toEqual(fleet);
  });

  test('the Windows example runs Windows', () => {
    expect(load(documented.windows).fleet.agentTypes[0]?.image.os).toBe('windows');
  });

  test("the examples' key, which is the parameter's name by mistake, is not taken for a key", () => {
    expect(load(documented.linux).fleet.agentTypes[0]?.token).toEqual({ parameter: 'your-ssm-parameter-name' });
    expect(load(documented.variables).fleet.agentTypes[0]?.token.kmsKey).toBe('01234567-89ab-4def-8123-456789abcdef');
  });

  test.each(['SEMAPHORE_AGENT_STACK_NAME', 'SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME', 'SEMAPHORE_ENDPOINT'])(
    'without %s the error names it',
    (key) => {
      expect(() => load({ ...documented.linux, [key]: undefined })).toThrow(`config.json: ${key} is missing; must be`);
    },
  );
});

test('the environment wins over the file, even with an empty value', () => {
  const configuration = { ...documented.linux, SEMAPHORE_AGENT_ASG_MAX_SIZE: '5', SEMAPHORE_AGENT_KEY_NAME: 'ci' };
  const [agentType] = load(configuration, { SEMAPHORE_AGENT_ASG_MAX_SIZE: '9', SEMAPHORE_AGENT_KEY_NAME: '' }).fleet
    .agentTypes;
  expect(agentType?.size.max).toBe(9);
  expect(agentType?.network.ssh).toBeUndefined();
});

test('a mistake is placed in the file with its line, or in the environment', () => {
  const text = JSON.stringify({ ...documented.linux, SEMAPHORE_AGENT_ASG_MAX_SIZE: '5abc' }, null, 2);
  expect(() => load(text, { SEMAPHORE_AGENT_AMI: 'ami-1' })).toThrow(
    /^config\.json:6: SEMAPHORE_AGENT_ASG_MAX_SIZE is "5abc".*\nenvironment: SEMAPHORE_AGENT_AMI is "ami-1"/,
  );
});

test('the region comes from the variables of agent-aws-stack before those of AWS, and has to come from somewhere', () => {
  const regions = { AWS_DEFAULT_REGION: 'eu-west-1', AWS_REGION: 'eu-west-2', CDK_DEFAULT_REGION: 'eu-west-3' };
  expect(load(documented.linux, regions).fleet.region).toBe('eu-west-3');
  expect(load(documented.linux, { ...regions, CDK_DEPLOY_REGION: 'eu-north-1' }).fleet.region).toBe('eu-north-1');
  expect(() => load(documented.linux, { CDK_DEFAULT_REGION: undefined })).toThrow(
    'environment: CDK_DEPLOY_REGION is missing; must be an AWS region (CDK_DEFAULT_REGION, AWS_REGION, AWS_DEFAULT_REGION will do as well)',
  );
});

test('a configuration file that is missing, no JSON or no object is told in one line', () => {
  const missing = { ...region, SEMAPHORE_AGENT_STACK_CONFIG: 'none.json' };
  expect(() => loadFleet({ env: missing, cwd })).toThrow('none.json: cannot read the JSON file: there is no such file');
  expect(() => load('{ "a": 1, }')).toThrow(/^config\.json(?::1)?: the file is no JSON: /);
  expect(() => load('[1]')).toThrow('config.json: the file must be a JSON object');
});

test('a key that the JSON file gives twice is refused, not read as one of the two', () => {
  const text = JSON.stringify(documented.linux).replace('{', '{"SEMAPHORE_AGENT_STACK_NAME": "other", ');
  expect(() => load(text)).toThrow(
    'config.json:1: SEMAPHORE_AGENT_STACK_NAME is given twice; a key must be unique in its mapping',
  );
});

test('an unknown key with a line break in it stays in one line', () => {
  const { warnings } = load({ ...documented.linux, 'a\nb': '5' });
  expect(warnings).toContain('config.json: ["a\\nb"]: is no setting of agent-aws-stack');
});

test('a key that agent-aws-stack does not know is told, with the one that may be meant', () => {
  const { warnings } = load({ ...documented.linux, SEMAPHORE_AGENT_ASG_MAXSIZE: '5' });
  expect(warnings).toContain(
    'config.json: SEMAPHORE_AGENT_ASG_MAXSIZE: is no setting of agent-aws-stack; did you mean SEMAPHORE_AGENT_ASG_MAX_SIZE?',
  );
});
