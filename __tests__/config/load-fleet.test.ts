// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a reference to the environment looks like one

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFleet, parseFleet } from '../../config/load-fleet';

const minimal = `
name: acme
region: us-east-1
semaphore: { organization: acme }
agentTypes: { s1-linux: { token: { parameter: /a } } }
`;
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'agent-fleet-load-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(cwd, name), text);
}

function fileOf(agentType: string): string {
  return `${minimal.split('agentTypes')[0]}agentTypes:\n  s1-linux:\n    token: { parameter: /a }\n    ${agentType}\n`;
}

describe('finding the fleet file', () => {
  test('fleet.yaml in the working directory is found', () => {
    write('fleet.yaml', minimal);
    expect(loadFleet({ env: {}, cwd }).source).toBe('fleet.yaml');
  });

  test('FLEET_FILE goes before fleet.yaml, and a file named on the command line before both', () => {
    write('fleet.yaml', minimal);
    write('from-env.yaml', minimal.replace('acme\n', 'from-env\n'));
    write('named.yaml', minimal.replace('acme\n', 'named\n'));
    const env = { FLEET_FILE: 'from-env.yaml' };
    expect(loadFleet({ env, cwd }).fleet.name).toBe('from-env');
    expect(loadFleet({ path: 'named.yaml', env, cwd }).fleet.name).toBe('named');
  });

  test('fleet.yaml goes before the configuration of agent-aws-stack, and a warning says so', () => {
    write('fleet.yaml', minimal);
    const { warnings } = loadFleet({ env: { SEMAPHORE_AGENT_STACK_NAME: 'ci' }, cwd });
    expect(warnings).toContain(
      "fleet.yaml counts, not agent-aws-stack's configuration, although SEMAPHORE_AGENT_STACK_NAME is set",
    );
    expect(loadFleet({ env: { SEMAPHORE_AGENT_STACK_NAME: 'other' }, cwd }).fleet.name).toBe('acme');
  });

  test('without any, the error says all the ways to describe a fleet', () => {
    expect(() => loadFleet({ env: {}, cwd })).toThrow(
      /--fleet.*FLEET_FILE.*fleet\.yaml.*SEMAPHORE_AGENT_STACK_CONFIG.*SEMAPHORE_AGENT_STACK_NAME/,
    );
  });

  test('a file that is not there, not text or a directory is told in one line', () => {
    mkdirSync(join(cwd, 'directory'));
    writeFileSync(join(cwd, 'binary.yaml'), Buffer.from([0xff, 0xfe, 0x80]));
    const message = (path: string) => () => loadFleet({ path, env: {}, cwd });
    expect(message('none.yaml')).toThrow('none.yaml: cannot read the fleet file: there is no such file or folder');
    expect(message('directory')).toThrow('directory: cannot read the fleet file: it is a directory');
    expect(message('binary.yaml')).toThrow('binary.yaml: cannot read the fleet file: it is not UTF-8 text');
  });

  test('a file without read permission is told in one line, except to root who may read it', () => {
    write('secret.yaml', minimal);
    chmodSync(join(cwd, 'secret.yaml'), 0o000);
    const load = () => loadFleet({ path: 'secret.yaml', env: {}, cwd });
    if (process.getuid?.() === 0) expect(load().fleet.name).toBe('acme');
    else expect(load).toThrow('secret.yaml: cannot read the fleet file: permission denied');
  });

  test('a name that is empty, as of a variable that CI did not set, is told', () => {
    expect(() => loadFleet({ path: '', env: {}, cwd })).toThrow('the fleet file is named by an empty text');
  });

  test('files and folders that it names and that are not there are problems with their lines', () => {
    write('other.json', '{}');
    write(
      'named.yaml',
      `${minimal}
versions: other.json
defaults: { image: { build: { roles: [missing-role] } } }
`,
    );
    expect(() => loadFleet({ path: 'named.yaml', env: {}, cwd })).toThrow(
      /^named.yaml:\d+: versions is "other.json"; must be a versions file: .*node.*\nnamed.yaml:\d+: defaults.image.build.roles\[0\] is "missing-role"; must be a folder that exists/s,
    );
  });
});

describe('what a fleet file amounts to', () => {
  test('the five-line file has every default', () => {
    const { fleet } = parseFleet(minimal);
    expect(fleet).toMatchObject({
      endpoint: { host: 'acme.semaphoreci.com', https: true },
      state: undefined,
      agentTypes: [
        {
          name: 's1-linux',
          resourcePrefix: 'acme-s1-linux',
          image: { os: 'ubuntu-noble', arch: 'x86_64' },
          instances: { types: ['t2.micro'], onDemandBase: 0, onDemandPercentAboveBase: 100 },
          size: { scaling: 'jobs', min: 0, max: 1, metrics: [], protectFromScaleIn: false },
          agent: { disconnectAfterJob: true, idleTimeout: { seconds: 300 }, perInstance: 1 },
          disk: { type: 'gp3', size: { gib: 64 }, device: '/dev/sda1' },
          knownHosts: ['github'],
          logs: { retentionDays: 30 },
          tags: {},
        },
      ],
    });
  });

  test('plain HTTP is for loopback endpoints', () => {
    const text = (endpoint: string) => minimal.replace('organization: acme', `endpoint: "${endpoint}"`);
    expect(parseFleet(text('http://127.0.0.1:4567')).fleet.endpoint).toEqual({ host: '127.0.0.1:4567', https: false });
    expect(parseFleet(text('http://[::1]:80')).fleet.endpoint).toEqual({ host: '[::1]:80', https: false });
    expect(parseFleet(text('ci.example.com:8443')).fleet.endpoint).toEqual({
      host: 'ci.example.com:8443',
      https: true,
    });
  });

  test('an idle timeout of never is no seconds', () => {
    expect(parseFleet(fileOf('agent: { idleTimeout: never }')).fleet.agentTypes[0]?.agent.idleTimeout.seconds).toBe(0);
  });

  test('macs have the type of their host families', () => {
    const license = `arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-${'0'.repeat(32)}`;
    const mac = `mac: { licenseConfiguration: "${license}", hostFamilies: [mac2, mac2-m2] }`;
    const { fleet } = parseFleet(fileOf(`image: { os: macos, arch: arm64 }\n    ${mac}`));
    expect(fleet.agentTypes[0]?.instances.types).toEqual(['mac2.metal', 'mac2-m2.metal']);
  });

  test('tags of the fleet and of the agent type come together, the latter win', () => {
    const text = fileOf('tags: { team: mobile, kind: linux }').replace(
      'region:',
      'tags: { team: platform, cost: ci }\nregion:',
    );
    expect(parseFleet(text).fleet.agentTypes[0]?.tags).toEqual({ team: 'mobile', kind: 'linux', cost: 'ci' });
  });
});

describe('defaults', () => {
  const withDefaults = (defaults: string, own: string) =>
    parseFleet(fileOf(own).replace('agentTypes:', `defaults: ${defaults}\nagentTypes:`)).fleet.agentTypes[0];

  test('fill what an agent type does not say, mapping by mapping', () => {
    const agentType = withDefaults('{ size: { min: 1, max: 9 }, agent: { idleTimeout: 1h } }', 'size: { max: 3 }');
    expect(agentType?.size).toMatchObject({ min: 1, max: 3 });
    expect(agentType?.agent.idleTimeout.seconds).toBe(3600);
  });

  test('give way to a list as a whole', () => {
    const agentType = withDefaults(
      '{ instances: { types: [c6i.large, m6i.large] } }',
      'instances: { types: [t3.large] }',
    );
    expect(agentType?.instances.types).toEqual(['t3.large']);
  });

  test('may hold everything, so that an agent type can be empty', () => {
    const text = `${minimal.split('agentTypes')[0]}defaults: { token: { parameter: /a } }\nagentTypes:\n  s1-linux:\n`;
    expect(parseFleet(text).fleet.agentTypes[0]?.token.parameter).toBe('/a');
  });

  test('may be empty', () => {
    expect(parseFleet(`${minimal}defaults:\n`).fleet.agentTypes).toHaveLength(1);
  });
});

describe('anchors', () => {
  test('aliases and merge keys share settings; own keys and earlier mappings win', () => {
    const text = `${minimal.split('agentTypes')[0]}
x-small: &small { size: { max: 2 }, disk: { size: 10GiB } }
x-big: &big { size: { max: 20 }, logs: { retentionDays: 7 } }
agentTypes:
  s1-a: { <<: *small, token: { parameter: /a } }
  s1-b: { <<: [*small, *big], token: { parameter: /b }, disk: { size: 20GiB } }
`;
    const [first, second] = parseFleet(text).fleet.agentTypes;
    expect(first?.size.max).toBe(2);
    expect(second).toMatchObject({ size: { max: 2 }, logs: { retentionDays: 7 }, disk: { size: { gib: 20 } } });
  });

  test('a wrong value is shown with the line where it stands', () => {
    const text = `${minimal.split('agentTypes')[0]}
x-common: &common
  size: { max: lots }
agentTypes:
  s1-a:
    <<: *common
    token: { parameter: /a }
`;
    expect(() => parseFleet(text)).toThrow('fleet.yaml:7: agentTypes.s1-a.size.max is "lots"; must be a whole number');
  });
});

describe('${env:NAME}', () => {
  const endpoint = (env: NodeJS.ProcessEnv) =>
    parseFleet(minimal.replace('organization: acme', 'endpoint: "${env:HOST}.example.com"'), env).fleet.endpoint.host;

  test('stands for the variable, within a text too', () => {
    expect(endpoint({ HOST: 'ci' })).toBe('ci.example.com');
  });

  test('counts as a number or boolean where the setting is one, and as text where it is text', () => {
    const text = fileOf(
      'size: { max: "${env:MAX}" }\n    agent: { disconnectAfterJob: "${env:FRESH}", env: { A: "${env:MAX}" } }',
    );
    const agentType = parseFleet(text, { MAX: '7', FRESH: 'false' }).fleet.agentTypes[0];
    expect(agentType?.size.max).toBe(7);
    expect(agentType?.agent).toMatchObject({ disconnectAfterJob: false, env: { A: '7' } });
  });

  test('must be a number where the setting is one', () => {
    expect(() => parseFleet(fileOf('size: { max: "${env:MAX}" }'), { MAX: '5abc' })).toThrow(
      'size.max is "5abc"; must be a whole number from 0 to 1000',
    );
  });

  test('is text when a second $ stands before it', () => {
    const text = fileOf('agent: { env: { A: "$${env:HOST} ${HOME}" } }');
    expect(parseFleet(text, {}).fleet.agentTypes[0]?.agent.env).toEqual({ A: '${env:HOST} ${HOME}' });
  });

  test('that is not set is one problem, with its place', () => {
    expect(() => endpoint({})).toThrow(
      /^fleet\.yaml:4: semaphore\.endpoint is \$\{env:HOST\}; the environment variable HOST is not set$/,
    );
  });
});

describe('warnings', () => {
  const warnings = (agentType: string) => parseFleet(`${fileOf(agentType)}state: { bucket: acme-state }\n`).warnings;

  test('a file without surprises has none', () => {
    expect(warnings('size: { max: 2 }')).toEqual([]);
  });

  test.each([
    ['agent: { bootLimit: 2m }\n    image: { stock: true }', 'agent.bootLimit is "2m"; is short for image.stock'],
    ['network: { ssh: { keyName: ci, cidr: 0.0.0.0/0 } }', 'network.ssh.cidr is "0.0.0.0/0"; the whole internet'],
    ['image: { os: ubuntu-focal }', 'image.os is "ubuntu-focal"; Ubuntu 20.04'],
    ['size: { max: 0 }', 'size.max is 0; no instance can ever start'],
    ['agent: { idleTimeout: never }', 'agent.idleTimeout is "never"; idle agents stay'],
    ['agent: { env: { NPM_TOKEN: abc } }', 'agent.env.NPM_TOKEN is a value that is not shown; anyone who can read'],
    ['network: { ipv6: true }', 'network.ipv6 is true; a default VPC has no IPv6 addresses'],
    ['image: { os: windows }', 'image.os is "windows"; t2.micro has too little memory'],
    ['disk: { size: 6GiB }', 'disk.size is "6GiB"; an image built here has 8GiB; EC2 launches nothing on less'],
    [
      'image: { os: macos, arch: arm64 }\n    agent: { bootLimit: 30m }\n' +
        '    mac: { licenseConfiguration: "arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-0123456789abcdef0123456789abcdef" }',
      'image.os is "macos"; an image built here has 120GiB',
    ],
    [
      `managedPolicies: [${Array.from({ length: 11 }, (_, index) => `policy-${index}`).join()}]`,
      'managedPolicies is ["policy-0"',
    ],
    [
      'mac: { autoAllocate: false, hosts: [h-12345678], licenseConfiguration: "arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-0123456789abcdef0123456789abcdef" }\n' +
        '    image: { os: macos, arch: arm64 }\n    agent: { bootLimit: 30m }\n    disk: { size: 200GiB }',
      'mac.hosts is ["h-12345678"]; should be more than size.max (1, the default)',
    ],
  ])('%s', (agentType, warning) => {
    expect(warnings(agentType)).toEqual([expect.stringContaining(`fleet.yaml:8: agentTypes.s1-linux.${warning}`)]);
  });

  test.each([
    ['linux', 'image: { os: ubuntu-noble }'],
    ['windows', 'image: { os: windows }'],
    ['macos', 'image: { os: macos, arch: arm64 }'],
  ])('a disk smaller than what Packer makes of %s is worth one', (system, image) => {
    const variables = readFileSync(join(__dirname, '../../packer', system, 'variables.pkr.hcl'), 'utf8');
    const [, gib] = /variable "volume_size" \{[^}]*default\s*=\s*(\d+)/.exec(variables) ?? [];
    const license =
      'arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-0123456789abcdef0123456789abcdef';
    const mac = system === 'macos' ? `\n    mac: { licenseConfiguration: "${license}" }` : '';
    const disk = (size: number) => warnings(`${image}\n    disk: { size: ${size}GiB }${mac}`).join();
    expect(disk(Number(gib) - 1)).toContain(`an image built here has ${gib}GiB`);
    expect(disk(Number(gib))).not.toContain('an image built here');
  });

  test('state in local files is worth one', () => {
    expect(parseFleet(minimal).warnings).toEqual([
      'fleet.yaml: there is no state: setting, so Terraform keeps its state in local files',
    ]);
  });
});
