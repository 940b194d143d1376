import { stripVTControlCharacters } from 'node:util';
import type { Colors } from 'picocolors/types';
import type { AgentTypePicture, Happening, PhasePicture, Picture } from './picture';

/** Lines of what happened that are shown at once. */
const shownHappenings = 8;
/** Widest screen that is made use of. */
const widest = 120;
/** Squares of the queue that are drawn before they are only counted. */
const mostSquares = 24;

/** Lifecycle states in the order an instance goes through them. */
const order = [
  'Pending',
  'Pending:Wait',
  'Pending:Proceed',
  'InService',
  'Terminating',
  'Terminating:Wait',
  'Terminating:Proceed',
];

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** The picture as lines of a terminal, none wider than it. */
export function screenLines(picture: Picture, { columns, rows }: ScreenSize, colors: Colors): string[] {
  const width = Math.min(columns - 1, widest);
  const gap = picture.compact ? [] : [''];
  const head = [
    `${colors.bold(picture.title)}  ${colors.dim(elapsed(picture.elapsedMs))}`,
    ...gap,
    ...(picture.compact ? [] : [...picture.phases.map((phase) => phaseLine(phase, colors)), '']),
    ...picture.agentTypes.flatMap((agentType) => [...agentTypeLines(agentType, colors), ...gap]),
  ];
  const room = Math.min(shownHappenings, Math.max(0, rows - 1 - head.length));
  const happenings = room === 0 ? [] : picture.happenings.slice(-room);
  const lines = [...head, ...happenings.map((each) => happeningLine(each, colors))];
  return lines.slice(0, Math.max(1, rows - 1)).map((line) => cut(line, width));
}

/** Minutes and seconds: `1:05`. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function phaseLine({ name, state, detail, elapsedMs }: PhasePicture, colors: Colors): string {
  const marks = { 'to come': ' ', running: colors.cyan('●'), done: colors.green('✓'), failed: colors.red('✗') };
  const time = state === 'to come' ? '' : `${(elapsedMs / 1000).toFixed(1)} s`;
  const label = state === 'to come' ? colors.dim(name.padEnd(10)) : name.padEnd(10);
  return `  ${marks[state]} ${label} ${colors.dim(time.padStart(7))}  ${detail}`;
}

function agentTypeLines(agentType: AgentTypePicture, colors: Colors): string[] {
  const { name, jobs, agents, min, max, desired, reason, instances } = agentType;
  const capacity = desired === undefined ? `${min} to ${max}` : `desired ${desired}, ${min} to ${max}`;
  return [
    `  ${colors.bold(name)}  ${colors.dim(capacity)}`,
    `    queue      ${squares(jobs, colors)}${jobs.queued} waiting, ${jobs.running} running, ${jobs.finished} done`,
    `    agents     ${agents.idle} idle, ${agents.busy} busy`,
    `    instances  ${lifecycleCounts(instances, colors)}`,
    `    scaler     ${reason ?? colors.dim('has not decided yet')}`,
  ];
}

function squares({ queued, running, finished }: AgentTypePicture['jobs'], colors: Colors): string {
  const total = queued + running + finished;
  if (total === 0 || total > mostSquares) return '';
  const drawn = `${colors.green('■'.repeat(finished))}${colors.yellow('■'.repeat(running))}${'□'.repeat(queued)}`;
  return `${drawn}  `;
}

function lifecycleCounts(instances: readonly string[], colors: Colors): string {
  const states = [...new Set(instances)].sort((left, right) => order.indexOf(left) - order.indexOf(right));
  const counts = states.map((state) => {
    const text = `${instances.filter((each) => each === state).length} ${state}`;
    if (state === 'InService') return colors.green(text);
    return state.startsWith('Pending') ? colors.yellow(text) : colors.magenta(text);
  });
  return counts.length === 0 ? colors.dim('none') : counts.join('  ');
}

function happeningLine({ atMs, source, text }: Happening, colors: Colors): string {
  return `  ${colors.dim(elapsed(atMs).padStart(5))}  ${colors.cyan(source.padEnd(10))}  ${text}`;
}

/** Cuts a line that is too wide; a line that is cut loses its colours. */
function cut(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= width ? line : `${plain.slice(0, Math.max(0, width - 1))}…`;
}
