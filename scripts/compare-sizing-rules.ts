// Compares sizing rules on every made-up trace, or on those in files, for docs/scaling.md:
//   npx tsx scripts/compare-sizing-rules.ts [policies] [seeds] [days, or trace files]
// A policy is one of `fleet simulate`, or `readyFor` in percent. Prints, for each policy and trace,
// mean wait / p95 wait / instance-hours relative to agent-aws-stack, and the share of jobs that found an idle agent.
import { agentAwsStack } from '../simulator/policies/agent-aws-stack';
import { deployed } from '../simulator/policies/agent-fleet';
import { furtherPolicies, policyList } from '../simulator/policies/policy-list';
import { type PolicyModel, simulated } from '../simulator/policy-model';
import { average, type RuleFigures, ruleFigures, traceFiles, traceKinds } from './rule-figures';

const [names = '30,50,65,85,buildkite-best', seeds = '11,12,13,14,15,16', ...rest] = process.argv.slice(2);
const [days = '7'] = rest;
const numbers = seeds.split(',').map(Number);
const kinds = days.endsWith('.csv') ? traceFiles(numbers, rest) : traceKinds(numbers, Number(days));
const policies = names.split(',').map(policyOf);
const theirs = kinds.map((kind) => ruleFigures(agentAwsStack, kind));
const heading = ['policy', ...kinds.map(({ name }) => name), 'hours'];

print(heading);
print(heading.map(() => '---'));
print(['agent-aws-stack, absolute', ...theirs.map(absolute), '']);
for (const policy of policies) {
  const ratios = kinds.map((kind, index) => ratio(ruleFigures(policy, kind), theirs[index]));
  const geometricMean = Math.exp(average(ratios.map(({ hours }) => Math.log(hours))));
  print([policy.name, ...ratios.map(relative), geometricMean.toFixed(3)]);
}

function policyOf(name: string): PolicyModel {
  if (/^\d+$/.test(name)) {
    return simulated(`${name}%`, 'this project', (scenario) => deployed({ ...scenario, readyFor: Number(name) }));
  }
  const policy = [...policyList, ...furtherPolicies].find((each) => each.name === name);
  if (!policy) throw new Error(`no policy ${name}`);
  return policy;
}

function ratio(ours: RuleFigures, { mean, p95, hours }: RuleFigures = ours): RuleFigures {
  return { mean: ours.mean / mean, p95: ours.p95 / p95, hours: ours.hours / hours, ready: ours.ready };
}

function absolute({ mean, p95, hours, ready }: RuleFigures): string {
  return `${mean.toFixed(1)} s / ${p95.toFixed(1)} s / ${hours.toFixed(0)} h (${percent(ready)})`;
}

function relative({ mean, p95, hours, ready }: RuleFigures): string {
  return `${[mean, p95, hours].map((value) => value.toFixed(2)).join(' / ')} (${percent(ready)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function print(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}
