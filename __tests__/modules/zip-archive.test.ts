import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipArchive } from '../../modules/zip-archive';

const directory = mkdtempSync(join(tmpdir(), 'zip-archive-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('another program unpacks the file, readable for everybody', () => {
  const content = Buffer.from('exports.handler = () => "ü";\n'.repeat(1000));
  const archive = join(directory, 'function.zip');
  writeFileSync(archive, zipArchive('index.js', content));
  const program =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2]); print(oct(z.infolist()[0].external_attr >> 16))';
  expect(execFileSync('python3', ['-c', program, archive, directory], { encoding: 'utf8' }).trim()).toBe('0o100644');
  expect(readFileSync(join(directory, 'index.js'))).toEqual(content);
});

test('the archive depends on its content alone', () => {
  const content = Buffer.from('code');
  expect(zipArchive('index.js', content)).toEqual(zipArchive('index.js', content));
});
