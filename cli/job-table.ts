import pc from 'picocolors';
import { type Job, waitOf } from '../local/semaphore/job';
import type { QueueCounts } from '../local/semaphore/queue-counts';

/** Jobs as a table, a line each below a heading. */
export function jobLines(jobs: readonly Job[], now = Date.now()): string[] {
  const rows = jobs.map((job) => {
    const { assignedAt, finishedAt } = job;
    const ran = assignedAt === null ? '' : durationText((finishedAt ?? now) - assignedAt);
    const state = job.result ?? job.state;
    return [job.id, job.agentType, job.name, state, durationText(waitOf(job, now)), ran, job.agent ?? ''];
  });
  return table(['ID', 'AGENT TYPE', 'NAME', 'STATE', 'WAITED', 'RAN', 'AGENT'], rows);
}

/** Counts of agent types as a table. */
export function queueLines(queue: readonly QueueCounts[]): string[] {
  const rows = queue.map(({ agentType, jobs, agents, oldestWait }) => {
    const states = Object.entries(agents).map(([state, count]) => `${count} ${state}`);
    const counts = [jobs.queued, jobs.running, jobs.finished].map(String);
    return [agentType, ...counts, oldestWait === null ? '' : durationText(oldestWait), states.join(', ')];
  });
  return table(['AGENT TYPE', 'QUEUED', 'RUNNING', 'FINISHED', 'OLDEST WAIT', 'AGENTS'], rows);
}

/** Milliseconds as people write them. */
export function durationText(milliseconds: number): string {
  return milliseconds < 60_000
    ? `${(milliseconds / 1000).toFixed(1)}s`
    : `${Math.floor(milliseconds / 60_000)}m${String(Math.floor((milliseconds % 60_000) / 1000)).padStart(2, '0')}s`;
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = heading.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return [pc.bold(line(heading).trimEnd()), ...rows.map((row) => line(row).trimEnd())];
}
