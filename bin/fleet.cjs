#!/usr/bin/env node
// Runs the TypeScript sources as they are: no build step. A reader that stops early (`fleet schema | head`) is no error.
require('tsx/cjs');
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
require('../cli/main.ts')
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
