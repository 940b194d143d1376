import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const folders = ['.', 'cli', 'config', 'local', 'modules', 'stacks', '__tests__'];

/** Module names that the sources import. */
function imports(): { file: string; name: string }[] {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].flatMap(([, name]) => (name ? [{ file, name }] : []));
  });
}

/**
 * CDKTF is archived; its fork `cdktn` with `@cdktn/provider-aws` has the same modules. So long as CDKTF is imported in
 * these two forms only, moving is: sed -E "s#'(@?)cdktf(['/])#'\1cdktn\2#" over these folders, and the names in package.json.
 */
test('moving to the fork of CDKTF is a rename of imports', () => {
  const ofCdktf = imports().filter(({ name }) => /^@?cdktf/.test(name));
  expect(ofCdktf.length).toBeGreaterThan(50);
  const others = ofCdktf.filter(({ name }) => !/^(cdktf|@cdktf\/provider-aws\/lib\/[a-z0-9-]+)$/.test(name));
  expect(others).toEqual([]);
  const renamed = ofCdktf.map(({ name }) => `'${name}'`.replace(/'(@?)cdktf(['/])/, "'$1cdktn$2"));
  for (const name of renamed) expect(name).toMatch(/^'(cdktn|@cdktn\/provider-aws\/lib\/[a-z0-9-]+)'$/);
});
