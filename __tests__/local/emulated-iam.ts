/** Calls IAM without its client: the emulator reads the service from the signature's scope and checks nothing else. */
export async function callIam(url: string, call: Readonly<Record<string, string>>): Promise<void> {
  const scope = 'Credential=test/20261121/us-east-1/iam/aws4_request';
  const headers = { Authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` };
  const response = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(call) });
  if (!response.ok) throw new Error(`${call['Action']}: ${await response.text()}`);
}
