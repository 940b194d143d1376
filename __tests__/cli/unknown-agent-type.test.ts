import { unknownAgentType } from '../../cli/unknown-agent-type';

test('an agent type that is misspelt is answered with the one that was meant, as a mistake in the call', () => {
  const { message, exitCode } = unknownAgentType('s1-linx', ['s1-windows', 's1-linux']);
  expect({ message, exitCode }).toEqual({
    message: 'there is no agent type s1-linx; did you mean s1-linux?',
    exitCode: 2,
  });
});

test('one that resembles nothing is answered with what there is, but not with thousands', () => {
  expect(unknownAgentType('gpu', ['s1-linux', 's1-windows']).message).toMatch(/; there are s1-linux, s1-windows$/);
  const many = Array.from({ length: 10_000 }, (_, index) => `s1-linux-${index}`);
  expect(unknownAgentType('gpu', many).message).toMatch(/s1-linux-19, and 9980 more$/);
});
