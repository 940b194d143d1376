// Temporary files of all tests go into one folder, which goes when the tests end: what a module removes when its process
// exits stays, because a process of jest runs many tests and does not tell them when it ends.
const { mkdtempSync, realpathSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

module.exports = async () => {
  process.env.TMPDIR = mkdtempSync(join(realpathSync(tmpdir()), 'fleet-tests-'));
};
