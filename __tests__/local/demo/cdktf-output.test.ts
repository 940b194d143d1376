import { CdktfOutput, describeProgress } from '../../../local/demo/cdktf-output';

function read(...lines: readonly string[]): CdktfOutput {
  const output = new CdktfOutput();
  for (const line of lines) output.add(line);
  return output;
}

test('progress counts what is done against the plans of all stacks', () => {
  const output = read(
    's1-a  Plan: 32 to add, 0 to change, 0 to destroy.',
    '      Plan: 30 to add, 1 to change, 1 to destroy.',
    '\u001b[2K\u001b[1A\u001b[Gs1-a  \u001b[0m\u001b[1maws_iam_role.x: Creation complete after 0s [id=x]\u001b[0m',
    '      aws_iam_role.y: Destruction complete after 1s',
  );
  expect(describeProgress(output.progress)).toBe('2 of 64 resources');
});

test('before there is a plan the step is told, and never an earlier one again', () => {
  expect(describeProgress(read().progress)).toBe('starting');
  expect(describeProgress(read('⠋  Synthesizing').progress)).toBe('synthesizing');
  const lines = ['s1-a  data.aws_partition.x: Reading...', 's1-b  Initializing the backend...'];
  expect(describeProgress(read(...lines).progress)).toBe('planning');
});

test('only lines that change the progress are reported', () => {
  const output = new CdktfOutput();
  const changes = [
    '⠋  Synthesizing',
    '⠙  Synthesizing',
    'Plan: 1 to add, 0 to change, 0 to destroy.',
    '',
    'x: Creating...',
  ];
  expect(changes.map((line) => output.add(line))).toEqual([true, false, true, false, false]);
});

test('a failure is told in the words of Terraform, without the spinner', () => {
  const output = read(
    '⠸  Processing',
    '\u001b[31m│\u001b[0m \u001b[1mError: no such image',
    's1-a  \u001b[31m│\u001b[0m \u001b[1mError: no such image',
    '⠸  Processing',
  );
  expect(output.failure()).toBe('│ Error: no such image');
});

test('a failure that Terraform did not frame is told by the last lines', () => {
  expect(read('one', '', 'two', '⠸  Synthesizing', 'three', '⠼  Synthesizing').failure(2)).toBe('two\nthree');
});

test('a plan with changes names them', () => {
  const output = read(
    '      # aws_iam_role.x will be updated in-place',
    '      # aws_instance.y must be replaced',
    'other',
  );
  expect(output.hasNoChanges).toBe(false);
  expect(output.changes).toEqual(['# aws_iam_role.x will be updated in-place', '# aws_instance.y must be replaced']);
});

test('an empty plan is recognized', () => {
  expect(read('s1-a  No changes. Your infrastructure matches the configuration.').hasNoChanges).toBe(true);
});
