import { scalerLine } from '../../../local/demo/scaler-line';

test('a metric line tells the decision and its reason', () => {
  const line = '{"_aws":{},"StackName":"demo-s1","Ticks":1,"DesiredCapacity":3,"RaisedBy":1,"Reason":"3 wanted"}';
  expect(scalerLine(line)).toEqual({ kind: 'decision', desired: 3, reason: '3 wanted' });
});

test('a log line tells that the capacity was raised', () => {
  const line = '{"level":"info","message":"raised desired capacity","from":1,"to":3,"reason":"3 wanted"}';
  expect(scalerLine(line)).toEqual({ kind: 'raised', from: 1, to: 3, reason: '3 wanted' });
});

test('an error line tells what went wrong', () => {
  const line = '{"level":"error","message":"a tick failed","error":"no answer"}';
  expect(scalerLine(line)).toEqual({ kind: 'trouble', text: 'a tick failed: no answer' });
});

test.each(['{"_aws":{},"JobCount":0}', '{"level":"info","message":"ticked through the minute"}', 'no JSON', ''])(
  'nothing is told for %j',
  (line) => {
    expect(scalerLine(line)).toBeUndefined();
  },
);
