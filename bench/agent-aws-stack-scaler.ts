import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BundledFunction } from '../__tests__/scaler-lambda/bundled-function';
import type { DeployedScaler } from '../__tests__/scaler-lambda/scaler-harness';

/** What it takes from the Lambda runtime. Later clients of CloudWatch speak a protocol that the emulator does not know. */
const dependencies = [
  '@aws-sdk/client-ssm@3.901.0',
  '@aws-sdk/client-auto-scaling@3.901.0',
  '@aws-sdk/client-cloudwatch@3.901.0',
  '@aws-sdk/node-http-handler@3.374.0',
];

/** It asks port 443 over TLS; here a port of this machine answers in the clear. Otherwise its code runs as it is. */
const entry = `
  const https = require('node:https');
  const http = require('node:http');
  https.request = (options, listener) => http.request({ ...options, port: process.env.SEMAPHORE_PORT }, listener);
  exports.handler = require('./app.js').handler;
`;

/**
 * The scaler of agent-aws-stack, with its packages installed into a temporary folder.
 * @param checkout folder of a checkout of https://github.com/renderedtext/agent-aws-stack
 */
export async function installAgentAwsStackScaler(checkout: string): Promise<BundledFunction> {
  const directory = await mkdtemp(join(tmpdir(), 'agent-fleet-bench-'));
  try {
    await copyFile(join(checkout, 'lambdas/agent-scaler/app.js'), join(directory, 'app.js'));
    await writeFile(join(directory, 'index.js'), entry);
    await writeFile(join(directory, 'package.json'), '{ "private": true }');
    const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
    await promisify(execFile)('npm', ['install', ...flags, ...dependencies], { cwd: directory });
    return BundledFunction.at(directory);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

/** Its environment for the group, the token and the Semaphore of `scaler`. */
export function agentAwsStackEnvironment({ environment, group, tokenParameter, semaphore }: DeployedScaler) {
  const { hostname, port } = new URL(semaphore.url);
  return {
    ...environment,
    SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME: tokenParameter,
    SEMAPHORE_AGENT_STACK_NAME: group,
    SEMAPHORE_AGENT_OVERPROVISION_STRATEGY: 'none',
    SEMAPHORE_AGENT_OVERPROVISION_FACTOR: '0',
    SEMAPHORE_ENDPOINT: hostname,
    SEMAPHORE_PORT: port,
  };
}
