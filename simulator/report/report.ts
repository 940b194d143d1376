import type { ComparedPolicy, PolicyResult } from '../comparison';
import type { AgentState, Timeline } from '../timeline';
import { type WaitDistribution, waitDistributions } from './wait-distribution';

/** What a report shows: plain data, which the page's script gets as it is. */
export interface Report {
  readonly title: string;
  /** One for each agent type. */
  readonly runs: readonly ReportRun[];
}

/** One trace through several policies. */
export interface ReportRun {
  readonly heading: string;
  /** Trace and scenario in words. */
  readonly description: string;
  readonly policies: readonly ReportedPolicy[];
  readonly waits: WaitDistribution;
}

export interface ReportedPolicy {
  readonly name: string;
  /** What it models, and where its rules come from. */
  readonly source: string;
  readonly result: PolicyResult;
  readonly timeline: Timeline;
}

export interface ReportRunProps {
  readonly heading: string;
  readonly description: string;
  readonly compared: readonly ComparedPolicy[];
}

export function reportRun({ heading, description, compared }: ReportRunProps): ReportRun {
  return {
    heading,
    description,
    policies: compared.map(({ name, source, result, run }) => ({
      name,
      source,
      result,
      timeline: roundedTimeline(run.timeline),
    })),
    waits: waitDistributions(compared.map(({ run }) => run.waits)),
  };
}

/** Averages to a hundredth of an agent: a tenth of the size, and nothing that a plot could show. */
function roundedTimeline(timeline: Timeline): Timeline {
  const rounded = (state: AgentState) => timeline.agents[state].map((value) => Math.round(value * 100) / 100);
  const agents = {
    starting: rounded('starting'),
    idle: rounded('idle'),
    busy: rounded('busy'),
    leaving: rounded('leaving'),
  };
  return { ...timeline, agents };
}
