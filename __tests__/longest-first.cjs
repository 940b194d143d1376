const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Suites that run Terraform take minutes, most of which they wait: begun first, they wait while the others work. Then come
 * those that work for half a minute. So none is left alone at the end; jest knows times only of runs before.
 */
const longest = [
  'local/demo/demo.test.ts',
  'e2e/deployed-fleet.test.ts',
  'cli/bootstrap-command.test.ts',
  'e2e/repair.test.ts',
  'e2e/locked-state.test.ts',
  'supervisor/faults/faults.test.ts',
  'stacks/fleet-app.test.ts',
  'checkov/checkov.test.ts',
  'local/emulator/gaps.test.ts',
  'local/machines.test.ts',
  'scaler-lambda/handler-faults.test.ts',
  'packer/templates.test.ts',
];

function rank({ path }) {
  const index = longest.findIndex((suite) => path.endsWith(`__tests__/${suite}`));
  return index < 0 ? longest.length : index;
}

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((left, right) => rank(left) - rank(right));
  }
};
