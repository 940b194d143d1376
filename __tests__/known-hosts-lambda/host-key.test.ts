import { bakedInKeys } from '../../known-hosts-lambda/baked-in-keys';
import { isHostKey } from '../../known-hosts-lambda/host-key';

const [ed25519 = ''] = bakedInKeys.github;

test.each(Object.values(bakedInKeys).flat())('%.30s is a key', (key) => {
  expect(isHostKey(key)).toBe(true);
});

test.each([
  ['nothing', ''],
  ['a type alone', 'ssh-ed25519'],
  ['a type and nothing', 'ssh-ed25519 '],
  ['a key that names another type', ed25519.replace('ssh-ed25519', 'ssh-rsa')],
  ['a key with a comment', `${ed25519} git@github.com`],
  ['two keys', `${ed25519}\n${ed25519}`],
  ['a host in front', `github.com ${ed25519}`],
  ['a page', '<html>'],
  ['base64 that is no key', 'ssh-ed25519 aGVsbG8gd29ybGQh'],
  ['a key with nothing behind its type', `ssh-ed25519 ${Buffer.from('\0\0\0\x0bssh-ed25519').toString('base64')}`],
  ['an RSA key without its modulus', 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB'],
])('%s is no key', (_, text) => {
  expect(isHostKey(text)).toBe(false);
});

test.each(Object.values(bakedInKeys).flat())('%.30s that is cut off anywhere is no key', (key) => {
  const lengths = Array.from(key, (_, length) => length);
  expect(lengths.filter((length) => isHostKey(key.slice(0, length)))).toEqual([]);
});
