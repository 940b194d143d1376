import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { z } from 'zod';
import { imageCommand } from '../../cli/image-command';
import { main } from '../../cli/main';
import { readVersions } from '../../installation/versions';
import { CapturedTerminal } from './captured-terminal';

const sound = `
name: acme
region: eu-west-1
semaphore: { organization: acme }
state: { bucket: acme-state }
versions: ./versions.json
tags: { team: platform }
agentTypes:
  s1-linux: { token: { parameter: /a } }
  s1-same: { token: { parameter: /b } }
`;
const variablesFile = z.record(z.string(), z.unknown());
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'agent-fleet-image-'));
  // Nobody records the checksums of all vendors' files.
  const { aptPackages, ...items } = readVersions();
  const pinned = Object.entries(items).map(([name, item]) => {
    const files = Object.entries(item.files).map(([target, { url }]) => [target, { url, sha256: '0'.repeat(64) }]);
    return [name, { ...item, files: Object.fromEntries(files) }];
  });
  write('versions.json', JSON.stringify({ ...Object.fromEntries(pinned), aptPackages }));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function write(name: string, text: string, mode = 0o644) {
  writeFileSync(join(cwd, name), text);
  chmodSync(join(cwd, name), mode);
}

async function image(args: string[], { text = sound, env = {} }: { text?: string; env?: NodeJS.ProcessEnv } = {}) {
  write('fleet.yaml', text);
  const terminal = new CapturedTerminal(cwd, env);
  const load = () => imageCommand(terminal);
  const code = await main(['image', ...args], terminal, [{ name: 'image', summary: '', load }]);
  return { code, output: terminal.output, errors: terminal.errors };
}

/** A packer that writes down how it was called, with the files it was given, and ends with `exit`. */
function packerProgram(exit = 0): NodeJS.ProcessEnv {
  const lines = [
    '#!/bin/sh',
    `echo "$*" >>'${cwd}/calls'`,
    `for each; do case $each in -var-file=*) cp "\${each#-var-file=}" '${cwd}/variables'; cp -r "$(dirname "\${each#-var-file=}")/kit" '${cwd}/kit' ;; esac; done`,
    `exit ${exit}`,
  ];
  write('packer', lines.join('\n'), 0o755);
  return { PATH: [cwd, process.env['PATH']].join(delimiter) };
}

test('agent types with the same image have one name', async () => {
  const { code, output } = await image(['name', '--json']);
  expect(code).toBe(0);
  const name = expect.stringMatching(/^agent-fleet-ubuntu-noble-x86_64-[0-9a-f]{12}$/);
  const agentTypes = ['s1-linux', 's1-same'];
  expect(JSON.parse(output)).toEqual([{ name, os: 'ubuntu-noble', arch: 'x86_64', agentTypes, region: 'eu-west-1' }]);
});

test('an image is named by system and architecture where there is no fleet file', async () => {
  const { output } = await image(['name', '--os', 'macos', '--arch', 'arm64'], { text: 'none' });
  expect(output).toMatch(/^agent-fleet-macos-arm64-[0-9a-f]{12}$/);
});

test('what is wrong in the choice of an image is told', async () => {
  expect((await image(['name', '--os', 'linux'])).errors).toMatch(
    /^fleet: --os is linux; must be one of .*ubuntu-noble/,
  );
  expect((await image(['name', '--os', 'windows', '--arch', 'arm64'])).errors).toContain('no Windows for arm64');
  expect((await image(['name', '--os', 'macos', '--agent-type', 's1-linux'])).code).toBe(2);
  const unknown = await image(['name', '--agent-type', 's1-other']);
  expect(unknown.errors).toBe('fleet: there is no agent type s1-other; there are s1-linux, s1-same');
});

test('a fleet whose images are made elsewhere has none to build', async () => {
  const text = sound.replace('{ parameter: /a }', '{ parameter: /a }, image: { stock: true }');
  const { errors } = await image(['build', '--agent-type', 's1-linux', '--dry-run'], { text });
  expect(errors).toBe('fleet: there is no image to build: s1-linux has image.stock');
});

test('of several images one has to be chosen', async () => {
  const text = sound.replace('{ parameter: /b }', '{ parameter: /b }, image: { build: { packages: [ruby] } }');
  const { code, errors } = await image(['build'], { text });
  expect(code).toBe(2);
  expect(errors).toMatch(
    /which one\?\n {2}--agent-type s1-linux {2}agent-fleet-.+\n {2}--agent-type s1-same {2}agent-fleet-/,
  );
});

test('packer gets the supervisor, what is chosen in the fleet file, and the arguments after --', async () => {
  const text = sound.replace(
    '{ parameter: /b }',
    '{ parameter: /b }, image: { sudo: true, build: { packages: [ruby] } }',
  );
  const env = packerProgram();
  const { code, errors } = await image(['build', '--agent-type', 's1-same', '--', '-var', 'volume_size=16'], {
    text,
    env,
  });
  const name = /agent-fleet-\S+/.exec(errors)?.[0];
  expect(code).toBe(0);
  const [init = '', build = ''] = readFileSync(join(cwd, 'calls'), 'utf8').split('\n');
  expect(init).toMatch(/^init \/.+packer\/linux$/);
  expect(build).toMatch(/^build -var-file=.+ -var volume_size=16 \/.+packer\/linux$/);
  expect(variablesFile.parse(JSON.parse(readFileSync(join(cwd, 'variables'), 'utf8')))).toEqual({
    image_name: name,
    kit: expect.any(String),
    release: '24.04',
    arch: 'x86_64',
    packages: ['ruby'],
    region: 'eu-west-1',
    tags: { team: 'platform' },
  });
  expect(readFileSync(join(cwd, 'kit', 'supervisor.cjs'), 'utf8').length).toBeGreaterThan(10_000);
  expect(readFileSync(join(cwd, 'kit', 'manifest'), 'utf8')).toContain('/etc/sudoers.d/agent-fleet');
});

test('--dry-run shows the commands and builds nothing', async () => {
  const { code, output } = await image(['build', '--dry-run', '--', '-var', 'tags={"a"="b c"}'], { env: { PATH: '' } });
  expect(code).toBe(0);
  const [init, build] = output.split('\n');
  expect(init).toMatch(/^packer init .+$/);
  expect(build).toMatch(/^packer build .*-var-file=.+ -var 'tags=\{"a"="b c"\}' .+$/);
});

test('with --if-missing an image that is there is not built again', async () => {
  const aws = mockClient(EC2Client);
  aws.on(DescribeImagesCommand).resolves({ Images: [{ ImageId: 'ami-12345678' }] });
  const { code, errors } = await image(['build', '--if-missing'], { env: { PATH: '' } });
  expect(code).toBe(0);
  const name = /^agent-fleet-\S+(?= is there in eu-west-1: ami-12345678$)/.exec(errors)?.[0];
  const [call] = aws.commandCalls(DescribeImagesCommand);
  expect(call?.args[0].input).toMatchObject({ Owners: ['self'], Filters: [{ Name: 'name', Values: [name] }, {}] });
  aws.restore();
});

test('without packer it says what is needed, and how to do without', async () => {
  const { code, errors } = await image(['build'], { env: { PATH: cwd } });
  expect(code).toBe(1);
  expect(errors).toMatch(/fleet: needs packer .+ image: \{ stock: true \}$/);
});

test('when packer fails, so does the command', async () => {
  const { code, errors } = await image(['build'], { env: packerProgram(3) });
  expect(code).toBe(1);
  expect(errors).toContain('fleet: packer init failed (3)');
});

test('Ctrl-C reaches packer once, however early, and the command ends after it', async () => {
  const { PATH } = packerProgram();
  const lines = [
    '#!/bin/sh',
    `trap 'echo interrupted >>calls; sleep 0.3; exit 1' INT`,
    // The command that started it.
    'kill -INT $PPID',
    'while :; do sleep 0.1; done',
  ];
  write('packer', lines.join('\n'), 0o755);
  write('fleet.yaml', sound);
  const fleet = spawn(process.execPath, [join(__dirname, '../../bin/fleet.cjs'), 'image', 'build'], {
    cwd,
    env: { PATH },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const errors = text(fleet.stderr);
  expect(await once(fleet, 'exit')).toEqual([1, null]);
  expect(readFileSync(join(cwd, 'calls'), 'utf8')).toBe('interrupted\n');
  expect(await errors).toContain('packer init failed (1)');
});

test('what is in the image cannot be changed past its name', async () => {
  const { code, errors } = await image(['build', '--', '-var', 'source_ami=ami-12345678']);
  expect(code).toBe(2);
  expect(errors).toContain('-var source_ami would change what is in the image');
});

test('an image without a checksum for all that is in it is not built', async () => {
  const { errors } = await image(['build', '--os', 'windows', '--region', 'us-east-1', '--dry-run']);
  expect(errors).toMatch(/^fleet: .+ has no checksum in versions.json; `fleet image pin`/);
});
