import { readFileSync } from 'node:fs';
import Module, { createRequire, enableCompileCache, setSourceMapsSupport } from 'node:module';
import { join } from 'node:path';

/*
 * How the modules of CDKTF and its bindings are loaded, which is most of the time of a synthesis. main.ts imports this
 * before them. Nothing here changes a result; without any of it synthesis takes twice the time.
 */

// What V8 makes of their source is kept for the next run. Node before 22.1 has no such cache.
enableCompileCache?.(join(__dirname, 'node_modules', '.cache', 'compile'));

// tsx has Node read the source map of every file. Node before 22.14 cannot leave out those of dependencies.
setSourceMapsSupport?.(true, { nodeModules: false });

// Packs folders, which CDKTF does in a process of its own. Our assets are files.
leaveOut(createRequire(require.resolve('cdktf')).resolve('archiver'));
// zod's messages in fifty languages; it loads the English ones by themselves.
leaveOut(require.resolve('zod/v4/locales'));

/** Has a module that dependencies load, but nobody uses here, count as loaded; it exports nothing. */
function leaveOut(path: string): void {
  const module = new Module(path);
  module.loaded = true;
  require.cache[path] = module;
}

// tsx parses every file to see whether it has to be compiled; these are CommonJS already, and Node runs them as they are.
const commonJs = /[\\/]node_modules[\\/](?:@cdktf|cdktf|constructs|yaml|zod)[\\/]/;
for (const extension of ['.js', '.cjs']) {
  // Node loads files of an unknown extension as `.js`, and `.cjs` is one.
  const load = require.extensions[extension] ?? require.extensions['.js'];
  require.extensions[extension] = (module, path) => {
    const compile: unknown = Reflect.get(module, '_compile');
    if (!commonJs.test(path) || typeof compile !== 'function') return load?.(module, path);
    return Reflect.apply(compile, module, [readFileSync(path, 'utf8'), path]);
  };
}
