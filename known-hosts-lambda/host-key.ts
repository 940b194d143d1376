/**
 * Whether `text` is an SSH public key in one line: `<type> <base64>`, where the encoded key names the same type and
 * is whole. Source: https://www.rfc-editor.org/rfc/rfc4253#section-6.6
 */
export function isHostKey(text: string): boolean {
  const [, type, encoded] = /^([a-z0-9@.-]+) ([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  if (type === undefined || encoded === undefined) return false;
  const key = Buffer.from(encoded, 'base64');
  if (key.toString('base64') !== encoded) return false;
  const fields = readFields(key);
  return fields !== undefined && fields.length >= leastFields(type) && fields[0]?.toString('latin1') === type;
}

/** Beside its type an RSA key has an exponent and a modulus, an ECDSA key a curve and a point, any other at least one thing. */
function leastFields(type: string): number {
  return /^(ssh-rsa|ecdsa-)/.test(type) ? 3 : 2;
}

/** The length-prefixed fields that `key` consists of; undefined when it is cut off. */
function readFields(key: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  for (let start = 0; start < key.length; ) {
    if (start + 4 > key.length) return undefined;
    const end = start + 4 + key.readUInt32BE(start);
    if (end > key.length || end === start + 4) return undefined;
    fields.push(key.subarray(start + 4, end));
    start = end;
  }
  return fields;
}
