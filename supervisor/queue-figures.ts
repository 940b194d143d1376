import * as z from 'zod/mini';
import type { AgentConfiguration } from '../config/agent-configuration';
import { exchange } from './http-exchange';
import type { LeavingView } from './leaving';

const counts = z.record(z.string(), z.int().check(z.nonnegative()));
const answer = z.object({ jobs: counts, agents: counts });
const timeLimit = 5000;

/** Jobs and agents of the agent type at this moment, from Semaphore. @throws when it does not say, in one attempt */
export async function queueFigures(
  { endpoint }: Pick<AgentConfiguration, 'endpoint'>,
  token: string,
): Promise<NonNullable<LeavingView['figures']>> {
  const origin = `${endpoint.https ? 'https' : 'http'}://${endpoint.host}`;
  const url = new URL('/api/v1/self_hosted_agents/metrics', origin);
  const headers = {
    authorization: `Token ${token}`,
    accept: 'application/json',
    'user-agent': 'agent-fleet-supervisor',
  };
  const { status, text } = await exchange({ method: 'GET', url, headers, timeLimit });
  if (status !== 200) throw new Error(`${url.href} answered HTTP ${status}`);
  const { jobs, agents } = answer.parse(JSON.parse(text));
  const queued = jobs['queued'] ?? 0;
  return { jobs: { queued, running: total(jobs) - queued }, agents: total(agents) };
}

function total(byState: Readonly<Record<string, number>>): number {
  return Object.values(byState).reduce((sum, count) => sum + count, 0);
}
