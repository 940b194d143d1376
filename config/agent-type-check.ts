import { agentType } from './agent-type';
import { type Finding, problemOf } from './finding';
import type { Problem } from './fleet-file-error';
import type { Path } from './place';
import { type PlacedMapping, valueAt } from './placed-value';
import { agentRules } from './rules/agent-rules';
import { diskRules } from './rules/disk-rules';
import { imageRules } from './rules/image-rules';
import { instanceRules, instanceTypesOf } from './rules/instance-rules';
import { macRules } from './rules/mac-rules';
import { networkRules } from './rules/network-rules';
import { partitionRules } from './rules/partition-rules';
import { requirementRules } from './rules/requirement-rules';
import { type AgentTypeSettings, RuleSubject } from './rules/rule';
import { sizeRules } from './rules/size-rules';
import { checkSettings } from './settings-check';

const rules = [
  ...imageRules,
  ...instanceRules,
  ...requirementRules,
  ...sizeRules,
  ...agentRules,
  ...networkRules,
  ...diskRules,
  ...macRules,
  ...partitionRules,
];

/** What an agent type says, completed, and what is wrong with it. */
export interface CheckedAgentType {
  /** Undefined when nothing of it can be used. */
  readonly settings: AgentTypeSettings | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Checks one agent type, its defaults merged in. */
export function checkAgentType(written: PlacedMapping, region: string | undefined): CheckedAgentType {
  const { output, findings, root, spoilt } = checkSettings(agentType, written, standIn(written));
  const problems = findings.map((finding) => problemOf(written, finding));
  if (!output) return { settings: undefined, problems, warnings: [] };
  const subject = new RuleSubject(output, region, root);
  for (const rule of rules) rule(subject);
  const isSound = ({ at, others }: Finding) =>
    ![at, ...others].some((path) => spoilt.some((bad) => isWithin(path, bad)));
  const located = (found: readonly Finding[]) => found.filter(isSound).map((finding) => problemOf(root, finding));
  const types = instanceTypesOf(output);
  const instances = types.length === 0 ? output.instances : { ...output.instances, types: [...types] };
  return {
    settings: { ...output, instances },
    problems: [...problems, ...located(subject.findings)],
    warnings: located(subject.warnings),
  };
}

/** What is wrong with `defaults` whatever the agent types say. */
export function checkDefaults(defaults: PlacedMapping): readonly Problem[] {
  const { findings } = checkSettings(agentType, defaults, standIn(defaults));
  return findings
    .filter(({ at }) => valueAt(defaults, at) !== undefined)
    .map((finding) => problemOf(defaults, finding));
}

function isWithin(path: Path, around: Path): boolean {
  return around.every((step, index) => path[index] === step);
}

/** Token parameter of an agent type that has none, or a wrong one. */
export const standInParameter = '/stand-in';

/** A token parameter, for the rules about everything else. */
function standIn({ place }: PlacedMapping): PlacedMapping {
  const parameter = { key: place, value: { kind: 'scalar', place, value: standInParameter } } as const;
  const token = {
    key: place,
    value: { kind: 'mapping', place, entries: new Map([['parameter', parameter]]) },
  } as const;
  return { kind: 'mapping', place, entries: new Map([['token', token]]) };
}
