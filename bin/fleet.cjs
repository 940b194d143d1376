#!/usr/bin/env node
// Runs the TypeScript sources as they are: no build step.
// What a library uses that Node is about to drop is nothing that its users could mend.
process.noDeprecation = true;
require('tsx/cjs');
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    // A reader that stops early (`fleet schema | head`) is no error.
    if (error.code === 'EPIPE' && stream === process.stdout) process.exit(0);
    // Nor is a terminal that was closed: what runs then is told so by SIGHUP, and ends in order.
    if (error.code === 'EIO' || error.code === 'EPIPE') return;
    // A full disk, most likely.
    if (stream === process.stdout) process.stderr.write(`fleet: could not write: ${error.message}\n`);
    process.exit(1);
  });
}
require('../cli/main.ts')
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
