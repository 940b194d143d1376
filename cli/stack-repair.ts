import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExistingIds, importableTypes } from './import-ids';
import { type PlannedResource, plannedResources } from './planned-resource';
import type { Terraform } from './terraform';
import { missingImports, type StateLock, stateLock, terraformErrors } from './terraform-diagnostics';
import { UserError } from './user-error';

export interface StackRepairOptions {
  readonly agentType: string;
  /** What tells our resources from others'. */
  readonly tags: Readonly<Record<string, string>>;
  /** Directory of the synthesized stack. */
  readonly directory: string;
  readonly terraform: Terraform;
  readonly existing: ExistingIds;
  readonly unlock: boolean;
  readonly dryRun: boolean;
  /** Tells people how far it is. */
  readonly report: (line: string) => void;
}

/** Addresses of the resources of one agent type by what happened (or would happen) to them. */
export interface StackRepairResult {
  readonly agentType: string;
  /** The lock that was found. */
  readonly lock: StateLock | undefined;
  /** Existed without being in the state. */
  readonly adopted: readonly string[];
  readonly created: readonly string[];
  readonly updated: readonly string[];
}

const planFile = 'plan';
const importsFile = 'imports.tf.json';

/** Brings what exists in AWS into the state of one agent type, and makes what is missing. */
export async function repairStack(options: StackRepairOptions): Promise<StackRepairResult> {
  const { agentType, terraform, dryRun, report } = options;
  report(`${agentType}: starting Terraform`);
  await terraform.run('init', '-no-color');
  const lock = await releaseLock(options);
  const found = await planWithImports(options);
  refuseOthers(options, found);
  const resources = await planReplacements(options, found);
  refuseDeletion(options, resources);
  const addresses = (accept: (resource: PlannedResource) => boolean) =>
    resources.filter(accept).map(({ address }) => address);
  const result = {
    agentType,
    lock,
    adopted: addresses(({ imported }) => imported),
    created: addresses(({ imported, actions }) => !imported && actions.includes('create')),
    updated: addresses(({ imported, actions }) => !imported && actions.includes('update')),
  };
  const idle = resources.every(({ imported, actions }) => !imported && actions.includes('no-op'));
  if (dryRun || idle) return result;
  report(`${agentType}: applying`);
  await terraform.run('apply', '-no-color', planFile);
  return result;
}

/** @throws UserError when the state is locked, and is not to be unlocked */
async function releaseLock(options: StackRepairOptions): Promise<StateLock | undefined> {
  const { agentType, terraform, unlock, dryRun, report } = options;
  report(`${agentType}: planning`);
  const { exit, output, errors } = await terraform.attempt('plan', '-json', `-out=${planFile}`);
  if (exit === 0) return undefined;
  const lock = stateLock(terraformErrors(output));
  if (lock === undefined) throw planFailed(agentType, output, errors);
  const held = `state is locked by ${lock.who} since ${lock.created} (lock ${lock.id})`;
  if (dryRun) {
    report(`${agentType}: ${held}`);
  } else if (unlock) {
    await terraform.run('force-unlock', '-force', lock.id);
    report(`${agentType}: ${held}: unlocked`);
  } else {
    throw new UserError(`${agentType}: ${held}; if that run is dead, repeat with --unlock`);
  }
  // Reading needs no lock: applying a plan that was overtaken fails.
  await plan(options);
  return lock;
}

/**
 * Plans with an import for everything that would be made although it exists. Terraform finds out: what it cannot import
 * does not exist. What is imported makes more ids known, such as those of a security group's rules, so that it goes on
 * until no plan has anything new.
 */
async function planWithImports(options: StackRepairOptions): Promise<PlannedResource[]> {
  const { agentType, directory, terraform, existing, report } = options;
  const tried = new Map<string, string>();
  const imports = new Map<string, string>();
  for (;;) {
    const resources = plannedResources(await terraform.run('show', '-json', planFile));
    const added = new Map<string, string>();
    for (const { address, type, actions, after } of resources) {
      if (!actions.includes('create') || actions.includes('delete') || tried.has(address)) continue;
      const id = await importableTypes[type]?.id(after, existing);
      if (id !== undefined) added.set(address, id);
    }
    if (added.size === 0) return resources;
    report(`${agentType}: looking for ${added.size} resources`);
    for (const [address, id] of added) {
      tried.set(address, id);
      imports.set(address, id);
    }
    for (;;) {
      await writeFile(join(directory, importsFile), JSON.stringify({ import: [...imports].map(importBlock) }));
      const missing = await plan(options);
      if (missing.length === 0) break;
      for (const address of missing) imports.delete(address);
    }
  }
}

/**
 * The provider never learns the `insecure_value` of a parameter that was imported: every later plan would change it. So
 * such a parameter is made again, which loses nothing: its value is in the plan.
 */
async function planReplacements(
  options: StackRepairOptions,
  resources: readonly PlannedResource[],
): Promise<readonly PlannedResource[]> {
  const replaced = resources.filter(
    ({ imported, type, actions }) => imported && type === 'aws_ssm_parameter' && actions.includes('update'),
  );
  if (replaced.length === 0) return resources;
  await plan(options, ...replaced.map(({ address }) => `-replace=${address}`));
  return plannedResources(await options.terraform.run('show', '-json', planFile));
}

function importBlock([to, id]: readonly [string, string]) {
  // Strings of Terraform's JSON are templates.
  return { to, id: id.replaceAll('${', '$${').replaceAll('%{', '%%{') };
}

/** @returns addresses whose import found nothing; there is no plan then */
async function plan({ agentType, terraform }: StackRepairOptions, ...args: string[]): Promise<string[]> {
  const { exit, output, errors } = await terraform.attempt('plan', '-json', '-lock=false', `-out=${planFile}`, ...args);
  if (exit === 0) return [];
  const missing = missingImports(terraformErrors(output));
  if (missing.length === 0) throw planFailed(agentType, output, errors);
  return missing;
}

function planFailed(agentType: string, output: string, errors: string): UserError {
  const problems = terraformErrors(output).map(({ summary, detail }) => `${summary}\n${detail}`.trim());
  return new UserError(`${agentType}: terraform plan failed:\n${problems.join('\n') || errors.trim()}`);
}

function refuseOthers({ agentType, tags }: StackRepairOptions, resources: readonly PlannedResource[]): void {
  const foreign = resources.filter(
    ({ imported, type, tags: found }) =>
      imported &&
      importableTypes[type]?.tagged &&
      Object.entries(tags).some(([key, value]) => found.get(key) !== value),
  );
  if (foreign.length === 0) return;
  const names = foreign.map(({ address, importId }) => `${address} (${importId})`).join(', ');
  const wanted = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  throw new UserError(
    `${agentType}: exists, but was not made by this fleet: ${names}; it lacks the tags ${wanted.join(', ')}`,
  );
}

/** What failed halfway is made anew by every deploy; all else that would be deleted is for a deploy that people look at. */
function refuseDeletion({ agentType }: StackRepairOptions, resources: readonly PlannedResource[]): void {
  const deleted = resources.filter(
    ({ actions, halfMade, replaced }) => actions.includes('delete') && !halfMade && !replaced,
  );
  if (deleted.length === 0) return;
  const addresses = deleted.map(({ address }) => address).join(', ');
  throw new UserError(
    `${agentType}: would delete ${addresses}; repair with the fleet file of the deploy that was killed, then deploy the new one`,
  );
}
