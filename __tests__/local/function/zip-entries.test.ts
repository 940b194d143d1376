import { deflateRawSync } from 'node:zlib';
import { zipEntries } from '../../../local/function/zip-entries';
import { zipArchive } from '../../../modules/zip-archive';

test('the archive that the stacks make is read back', () => {
  const content = Buffer.from('exports.handler = () => {};\n'.repeat(50));
  expect(zipEntries(zipArchive('index.js', content))).toEqual([{ path: 'index.js', content }]);
});

test('what is no archive is refused', () => {
  expect(() => zipEntries(Buffer.from('<html>not found</html>'))).toThrow('no ZIP archive');
  expect(() => zipEntries(deflateRawSync('x'))).toThrow('no ZIP archive');
});
