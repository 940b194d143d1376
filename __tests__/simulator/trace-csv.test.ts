import fc from 'fast-check';
import { formatTrace, parseTrace, rowsOf, TraceError } from '../../simulator/trace-csv';

const file = 'jobs.csv';

function problemsOf(text: string, agentType?: string): string {
  try {
    parseTrace(text, { file, agentType });
  } catch (error) {
    if (error instanceof TraceError) return error.message;
    throw error;
  }
  throw new Error('the trace was read');
}

test('jobs are read in the order of their arrival, with comments and empty lines left out', () => {
  const text = '# jobs of a week\narrival_seconds,duration_seconds\r\n\n60,5.5\n 10 , 30 \n';
  expect(rowsOf(parseTrace(text, { file }))).toEqual([
    { arrival: 10, duration: 30 },
    { arrival: 60, duration: 5.5 },
  ]);
});

test('only the jobs of the agent type that is asked for are read, and those that name none', () => {
  const text = 'arrival_seconds,duration_seconds,agent_type\n1,2,s1-linux\n3,4,s1-mac\n5,6,\n';
  expect(rowsOf(parseTrace(text, { file, agentType: 's1-linux' }))).toEqual([
    { arrival: 1, duration: 2 },
    { arrival: 5, duration: 6 },
  ]);
  expect(parseTrace(text, { file }).arrivals).toHaveLength(3);
});

test('every wrong line is named, with what it says and what is allowed', () => {
  const text = 'arrival_seconds,duration_seconds\n1,2\n-3,4\n5,soon\n6\n';
  expect(problemsOf(text)).toBe(
    [
      'jobs.csv: line 3: arrival_seconds is "-3"; must be seconds since the trace began, from 0 to 31622400',
      'jobs.csv: line 4: duration_seconds is "soon"; must be a number of seconds from 0 to 2592000',
      'jobs.csv: line 5: has 1 fields ("6"); must have 2',
    ].join('\n'),
  );
});

test('a file with very many wrong lines is cut short', () => {
  const lines = Array.from({ length: 25 }, () => 'x,y').join('\n');
  expect(problemsOf(`arrival_seconds,duration_seconds\n${lines}`).split('\n')).toHaveLength(11);
});

test.each([
  ['', 'jobs.csv: is empty; must start with the line arrival_seconds,duration_seconds'],
  ['start,end\n1,2', 'jobs.csv: line 1: the header is "start,end"; must be arrival_seconds,duration_seconds'],
  ['arrival_seconds,duration_seconds\n', 'jobs.csv: has no jobs'],
])('a file that holds no trace is refused: %j', (text, problem) => {
  expect(problemsOf(text)).toContain(problem);
});

test('an agent type without jobs is refused, with those that have some', () => {
  const text = 'arrival_seconds,duration_seconds,agent_type\n1,2,s1-linux\n';
  expect(problemsOf(text, 's1-arm')).toBe('jobs.csv: has no jobs of agent type "s1-arm"; it has jobs of s1-linux');
});

test('what is written can be read again', () => {
  const milliseconds = fc.nat(10_000_000).map((count) => count / 1000);
  const rows = fc.array(fc.record({ arrival: milliseconds, duration: milliseconds }), { minLength: 1 });
  const survives = (jobs: { arrival: number; duration: number }[]) => {
    const read = rowsOf(parseTrace(formatTrace(jobs), { file }));
    expect(read).toEqual([...jobs].sort((left, right) => left.arrival - right.arrival));
  };
  fc.assert(fc.property(rows, survives));
});
