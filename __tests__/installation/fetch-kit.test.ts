import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { tarArchive } from '../../installation/tar-archive';

const run = promisify(execFile);
const credentials = { AccessKeyId: 'AKIDEXAMPLE', SecretAccessKey: 'secret/+key', Token: 'session+token/=' };
const kit = tarArchive(new Map([['manifest', 'target linux-x86_64\n']]));
const sha256 = createHash('sha256').update(kit).digest('hex');

/** Metadata service and S3 in one. */
const asked: IncomingMessage[] = [];
const server = createServer((request, response) => {
  const { url = '', headers } = request;
  const known = headers['x-aws-ec2-metadata-token'] === 'imds-token';
  if (url === '/latest/api/token') return response.end('imds-token');
  if (url.endsWith('/security-credentials/') && known) return response.end('fleet-role\n');
  if (url.endsWith('/security-credentials/fleet-role') && known) return response.end(JSON.stringify(credentials));
  asked.push(request);
  return response.end(kit);
});
let endpoint: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  endpoint = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '';
});
afterAll(() => server.close());

async function fetchKit(expected: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kit-'));
  const script = resolve(__dirname, '../../installation/fetch-kit.py');
  const env = { PATH: process.env['PATH'], AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint, AWS_ENDPOINT_URL: endpoint };
  await run('python3', [script, 'a-bucket', 'kit.tar', 'ver.s/ion=1', expected, 'eu-west-1', folder], { env });
  return folder;
}

test('the kit is fetched by its version and unpacked', async () => {
  const folder = await fetchKit(sha256);
  expect(readFileSync(join(folder, 'manifest'), 'utf8')).toBe('target linux-x86_64\n');
  expect(asked.at(-1)?.url).toBe('/a-bucket/kit.tar?versionId=ver.s%2Fion%3D1');
});

test('a kit with another checksum is not unpacked', async () => {
  await expect(fetchKit('0'.repeat(64))).rejects.toThrow(`the kit has the SHA-256 ${sha256}, not 0000`);
});

test("the request is signed as AWS's own library signs it", async () => {
  await fetchKit(sha256);
  const { headers, url } = asked.at(-1) ?? {};
  const program = `
import json, sys
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
url, date, access, secret, token = sys.argv[1:]
headers = {'X-Amz-Date': date, 'X-Amz-Security-Token': token, 'X-Amz-Content-SHA256': '${createHash('sha256').digest('hex')}'}
request = AWSRequest('GET', url, headers=headers)
request.context['timestamp'] = date
signer = S3SigV4Auth(Credentials(access, secret, token), 's3', 'eu-west-1')
print(signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request))`;
  const { AccessKeyId, SecretAccessKey, Token } = credentials;
  const values = [`${endpoint}${url}`, String(headers?.['x-amz-date']), AccessKeyId, SecretAccessKey, Token];
  const python = resolve(__dirname, '../../.venv/bin/python');
  const signature = execFileSync(python, ['-c', program, ...values], { encoding: 'utf8' }).trim();
  expect(headers?.authorization).toContain(`Signature=${signature}`);
});
