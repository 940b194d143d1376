import { agentType } from './agent-type';
import { checkAgentType, checkDefaults, standInParameter } from './agent-type-check';
import { allowedAt, settingsNamed, unknownKeyMessage } from './allowed-value';
import { type Finding, problemOf } from './finding';
import type { AgentType, Fleet } from './fleet';
import { fleetSettings } from './fleet-file';
import type { Problem } from './fleet-file-error';
import type { Path } from './place';
import {
  mergeValues,
  type PlacedEntry,
  type PlacedMapping,
  type PlacedValue,
  valueAt,
  withoutKeys,
} from './placed-value';
import { tagProblem, tagSetProblem } from './rules/tag-rules';
import { parseEndpoint } from './semaphore-endpoint';
import { checkSettings } from './settings-check';

/** A fleet, what is wrong with it, and what its owner may want to know. */
export interface CheckedFleet {
  /** Undefined when something is wrong. */
  readonly fleet: Fleet | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Checks everything a fleet file says and finds all problems at once. */
export function checkFleet(root: PlacedMapping): CheckedFleet {
  return new FleetCheck(root).run();
}

const ownKeys = ['defaults', 'agentTypes'];
const longestPrefix = 52;

class FleetCheck {
  private readonly problems: Problem[] = [];
  private readonly warnings: Problem[] = [];
  private region: string | undefined;

  constructor(private readonly root: PlacedMapping) {}

  run(): CheckedFleet {
    const top = this.settings();
    const defaults = this.mappingAt('defaults');
    // Defaults that every agent type overrides are checked as well.
    if (defaults) this.problems.push(...checkDefaults(defaults));
    const agentTypes = this.agentTypes(defaults, this.region, top?.name, top?.tags ?? {});
    this.distinct(agentTypes);
    if (!top || this.problems.length > 0) return { fleet: undefined, problems: unique(this.problems), warnings: [] };
    const { name, region, semaphore, state, versions } = top;
    const endpoint = parseEndpoint(semaphore.endpoint ?? `${semaphore.organization}.semaphoreci.com`);
    const fleet = { name, region, endpoint, state, versions, agentTypes };
    return { fleet, problems: [], warnings: unique(this.warnings) };
  }

  private settings() {
    const rest = withoutKeys(this.root, (key) => ownKeys.includes(key) || key.startsWith('x-'));
    const checked = checkSettings(fleetSettings, rest, fleetStandIn(this.root));
    for (const finding of checked.findings) this.add(this.root, this.withOwnKeys(finding));
    const { output, spoilt } = checked;
    if (!output) return undefined;
    if (!spoilt.some(([step]) => step === 'region')) this.region = output.region;
    const { organization, endpoint } = output.semaphore;
    const isSpoilt = spoilt.some(([step]) => step === 'semaphore');
    if (!isSpoilt && (organization === undefined) === (endpoint === undefined)) {
      const message = organization
        ? 'must be left out beside semaphore.organization'
        : 'must be a host name, or semaphore.organization must be given';
      this.add(this.root, { at: ['semaphore', 'endpoint'], others: [], message });
    }
    for (const [key, value] of Object.entries(output.tags)) this.tag(this.root, ['tags', key], value);
    if (!output.state) this.warn('', 'there is no state: setting, so Terraform keeps its state in local files');
    return output;
  }

  /** A misspelt `agentTypes` is a misspelling too. */
  private withOwnKeys(finding: Finding): Finding {
    const [key, ...rest] = finding.at;
    if (!finding.isKey || rest.length > 0 || key === undefined) return finding;
    const known = [...Object.keys(fleetSettings.shape), ...ownKeys];
    const ofAgentTypes = settingsNamed(agentType, String(key)).map((path) => `defaults.${path}`);
    const elsewhere = [...settingsNamed(fleetSettings, String(key)), ...ofAgentTypes];
    return { ...finding, message: unknownKeyMessage(String(key), known, elsewhere) };
  }

  private mappingAt(key: string): PlacedMapping | undefined {
    const placed = valueAt(this.root, [key]);
    if (placed?.kind === 'mapping') return placed;
    if (placed && !isEmpty(placed)) this.add(this.root, { at: [key], others: [], message: 'must be a mapping' });
    return undefined;
  }

  private agentTypes(
    defaults: PlacedMapping | undefined,
    region: string | undefined,
    fleet: string | undefined,
    fleetTags: Tags,
  ): AgentType[] {
    const entries = this.mappingAt('agentTypes')?.entries ?? new Map<string, PlacedEntry>();
    if (
      entries.size === 0 &&
      this.problems.every(({ path, message }) => path !== 'agentTypes' && !message.endsWith('did you mean agentTypes?'))
    ) {
      this.add(this.root, {
        at: ['agentTypes'],
        others: [],
        message: 'must be a mapping with one agent type or more',
      });
    }
    return [...entries].flatMap(([name, { value }]) => {
      const path = ['agentTypes', name];
      if (!/^s1-[A-Za-z0-9_-]+$/.test(name) || name.length > 62) {
        const message = 'must have a name like s1-linux: s1- and letters, digits, - and _, 62 characters at most';
        this.add(this.root, { at: path, others: [], message, isKey: true });
      }
      const own =
        value.kind === 'mapping' ? value : { kind: 'mapping' as const, place: value.place, entries: new Map() };
      if (value.kind !== 'mapping' && !isEmpty(value)) {
        this.add(this.root, { at: path, others: [], message: allowedAt(agentType, []) });
        return [];
      }
      return this.agentType(name, merged(defaults, own), region, fleet, fleetTags);
    });
  }

  private agentType(
    name: string,
    written: PlacedMapping,
    region: string | undefined,
    fleet: string | undefined,
    fleetTags: Tags,
  ): AgentType[] {
    const { settings, problems, warnings } = checkAgentType(written, region);
    this.problems.push(...problems);
    this.warnings.push(...warnings);
    if (!settings) return [];
    for (const [key, value] of Object.entries(settings.tags)) this.tag(written, ['tags', key], value);
    const tags = { ...fleetTags, ...settings.tags };
    const message = tagSetProblem(Object.keys(tags));
    if (message) this.add(valueAt(written, ['tags']) ? written : this.root, { at: ['tags'], others: [], message });
    const resourcePrefix = settings.resourcePrefix ?? defaultPrefix(fleet ?? 'fleet', name);
    if (settings.resourcePrefix === undefined && resourcePrefix.length > longestPrefix) {
      const message = `must be given, with at most ${longestPrefix} characters: the default, ${resourcePrefix}, has ${resourcePrefix.length}, and AWS allows 64 in names derived from it`;
      this.add(written, { at: ['resourcePrefix'], others: [], message });
    }
    const reserved = reservedBeginning(resourcePrefix, settings.image.os);
    if (reserved !== undefined) {
      const given =
        settings.resourcePrefix === undefined
          ? `must be given: the default, ${resourcePrefix},`
          : 'must be another: it';
      this.add(written, {
        at: ['resourcePrefix'],
        others: [],
        message: `${given} begins with ${reserved}, which AWS keeps for itself`,
      });
    }
    return [{ ...settings, name, resourcePrefix, tags }];
  }

  private tag(root: PlacedMapping, at: Path, value: string): void {
    const message = tagProblem(String(at.at(-1)), value);
    if (message) this.add(root, { at, others: [], message });
  }

  /** What two agent types must not share. */
  private distinct(agentTypes: readonly AgentType[]): void {
    const prefixes = new Map<string, string>();
    const tokens = new Map([[standInParameter, '']]);
    for (const { name, resourcePrefix, token } of agentTypes) {
      const samePrefix = firstWith(prefixes, resourcePrefix.toLowerCase(), name);
      if (samePrefix) this.shared(name, samePrefix, 'resourcePrefix', 'names are derived from it');
      const sameToken = firstWith(tokens, token.parameter, name);
      if (sameToken) this.shared(name, sameToken, 'token.parameter', 'every agent type has its own token');
    }
  }

  private shared(name: string, other: string, setting: string, reason: string): void {
    const at = ['agentTypes', name, ...setting.split('.')];
    this.add(this.root, { at, others: [], message: `must differ from that of ${other}: ${reason}` });
  }

  private add(root: PlacedMapping, finding: Finding): void {
    this.problems.push(problemOf(root, finding));
  }

  private warn(path: string, message: string): void {
    this.warnings.push({ file: this.root.place.file, line: undefined, path, message });
  }
}

type Tags = Readonly<Record<string, string>>;

/** Who had `value` before `name`, which is noted where nobody had. */
function firstWith(seen: Map<string, string>, value: string, name: string): string | undefined {
  const first = seen.get(value);
  if (first === undefined) seen.set(value, name);
  return first;
}

function merged(defaults: PlacedMapping | undefined, own: PlacedMapping): PlacedMapping {
  const value = mergeValues(defaults, own);
  return value.kind === 'mapping' ? { ...value, place: own.place } : own;
}

/** Agent types may have _ in their names and - at the end, which not all AWS names may. */
function defaultPrefix(fleet: string, agentType: string): string {
  return `${fleet}-${agentType}`.replaceAll('_', '-').replace(/-+$/, '');
}

/**
 * What names of a security group, a bucket or, on macOS, a resource group must not begin with.
 * Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html,
 * https://docs.aws.amazon.com/ARG/latest/APIReference/API_CreateGroup.html
 */
function reservedBeginning(prefix: string, os: string): string | undefined {
  const reserved = ['sg-', 'sthree-', 'amzn-s3-demo-', 'xn--', ...(os === 'macos' ? ['aws'] : [])];
  return reserved.find((beginning) => prefix.toLowerCase().startsWith(beginning));
}

function isEmpty(placed: PlacedValue): boolean {
  return placed.kind === 'scalar' && placed.value === null;
}

function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ file, line, path, message }) => {
    const key = JSON.stringify([file, line, path, message]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function fleetStandIn({ place }: PlacedMapping): PlacedMapping {
  const scalar = (value: string): PlacedEntry => ({ key: place, value: { kind: 'scalar', place, value } });
  const semaphore: PlacedEntry = { key: place, value: { kind: 'mapping', place, entries: new Map() } };
  const entries = new Map([
    ['name', scalar('fleet')],
    ['region', scalar('us-east-1')],
    ['semaphore', semaphore],
  ]);
  return { kind: 'mapping', place, entries };
}
