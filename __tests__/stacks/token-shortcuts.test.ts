import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, DefaultTokenResolver, Fn, Lazy, StringConcat, TerraformStack, Testing, Token, Tokenization } from 'cdktf';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Fleet } from '../../config/fleet';
import { parseFleet } from '../../config/load-fleet';
import { AgentStack } from '../../stacks/agent-stack';
import { synthesizeFleet } from '../../stacks/fleet-app';
import { withTokenShortcuts } from '../../stacks/token-shortcuts';
import { arbitraryFleetFile } from '../config/arbitrary-fleet-file';

const { prepareStack } = TerraformStack.prototype;
const resolver = new DefaultTokenResolver(new StringConcat());
const scope = new TerraformStack(Testing.app(), 'test');
const text = fc.constantFrom(
  '',
  'plain',
  '"quoted"',
  '$' + '{aws_vpc.main.id}',
  'a\nb',
  '1.5e+3',
  'TfToken[',
  '}',
  '{',
);
const amount = fc.constantFrom(0, -1, 1.5, 1e21, 1e-7);

/** What CDKTF knows to hide in strings, numbers, lists and maps. */
const token = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true),
  text.map((value) => Token.asString(Lazy.stringValue({ produce: () => value }))),
  text.map((value) => `before ${Token.asString(Lazy.stringValue({ produce: () => value }))} after`),
  text.map((value) => Fn.join(',', [value, Token.asString({ nested: [value] })])),
  text.map((value) => Token.asList(Lazy.listValue({ produce: () => [value] }))),
  text.map((value) => Token.asStringMap(Lazy.anyValue({ produce: () => ({ key: value }) }))),
  text.map((value) => ({ [Token.asString(Lazy.stringValue({ produce: () => `key${value}` }))]: value })),
  amount.map((value) => Token.asNumber(Lazy.numberValue({ produce: () => value }))),
  amount.map((value) => `${Token.asNumber(Lazy.numberValue({ produce: () => value }))} GiB`),
  amount.map((value) => Token.asNumberList(Lazy.anyValue({ produce: () => [value] }))),
  text.map((value) => Lazy.anyValue({ produce: () => ({ value, none: undefined }) })),
  text.map((value) => ({ creationStack: [], resolve: () => value })),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, text, amount, token, tie('list'), tie('map')),
  list: fc.array(tie('tree'), { maxLength: 3 }),
  map: fc.dictionary(fc.constantFrom('a', 'b', 'c e+'), tie('tree'), { maxKeys: 3 }),
}));

test('whatever tokens are in a value, it resolves to what CDKTF makes of it', () => {
  const resolves = (value: unknown) => {
    const resolve = () => Tokenization.resolve(value, { scope, resolver, preparing: false });
    const expected = resolve();
    let quick: unknown;
    withTokenShortcuts(() => {
      quick = resolve();
    });
    expect(quick).toEqual(expected);
    expect(JSON.stringify(quick)).toBe(JSON.stringify(expected));
  };
  fc.assert(fc.property(tree, resolves), { numRuns: 300 });
});

test('stacks are what CDKTF makes of them without shortcuts, byte for byte', () => {
  const directory = mkdtempSync(join(tmpdir(), 'token-shortcuts-test-'));
  const isTheSame = (file: object) => {
    const { fleet } = parseFleet(stringify(file));
    synthesizeFleet(fleet, join(directory, 'quick'));
    synthesizeWithoutShortcuts(fleet, join(directory, 'slow'));
    for (const { name } of fleet.agentTypes) {
      const [quick, slow] = ['quick', 'slow'].map((outdir) =>
        readFileSync(join(directory, outdir, 'stacks', name, 'cdk.tf.json'), 'utf8'),
      );
      expect(quick).toBe(slow);
    }
  };
  try {
    fc.assert(fc.property(arbitraryFleetFile, isTheSame), { numRuns: 4 });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('an error on the way leaves CDKTF as it was', () => {
  const { resolve } = Tokenization;
  const { captureStackTrace } = Error;
  const failing = () =>
    withTokenShortcuts(() => {
      throw new Error('no stack');
    });
  expect(failing).toThrow('no stack');
  expect(Tokenization.resolve).toBe(resolve);
  expect(Error.captureStackTrace).toBe(captureStackTrace);
});

function synthesizeWithoutShortcuts(fleet: Fleet, outdir: string): void {
  const app = new App({ skipValidation: true, outdir });
  for (const agentType of fleet.agentTypes) {
    const stack = new AgentStack(app, fleet, agentType);
    stack.prepareStack = prepareStack;
  }
  app.synth();
}
