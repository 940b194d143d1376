import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { faultList } from './faults';
import { type Answer, readJson } from './http-exchange';
import type { Hub } from './hub';
import { jobSpec } from './job';
import { Refusal } from './refusal';

const agentTypeChange = z.strictObject({
  token: z.string().min(1).optional(),
  maxAgents: z.int().min(0).nullable().optional(),
  maxRunningJobs: z.int().min(0).nullable().optional(),
});

/** The HTTP API below /control/: what people and tests do to the hub, without a token. */
export class ControlApi {
  constructor(private readonly hub: Hub) {}

  async answer(request: IncomingMessage, url: URL): Promise<Answer> {
    const { hub } = this;
    const agentType = url.searchParams.get('agentType') ?? undefined;
    const [noun = '', name = '', verb = ''] = url.pathname.split('/').slice(2).map(decodeURIComponent);
    switch (`${request.method} ${[noun, name && ':name', verb].filter((part) => part !== '').join('/')}`) {
      case 'POST jobs':
        return { status: 201, body: hub.addJob(await readJson(request, jobSpec, 400)) };
      case 'GET jobs':
        return { status: 200, body: hub.jobs(agentType) };
      case 'GET jobs/:name':
        return { status: 200, body: hub.job(name) };
      case 'GET jobs/:name/log':
        return { status: 200, body: hub.log(name) };
      case 'GET jobs/:name/events':
        return { status: 200, body: hub.logEvents(name) };
      case 'POST jobs/:name/stop':
        return { status: 200, body: hub.stopJob(name) };
      case 'POST jobs/:name/expire-log-token':
        hub.expireLogToken(name);
        return { status: 204 };
      case 'GET agents':
        return { status: 200, body: hub.agents(agentType) };
      case 'POST agents/:name/disable':
        return { status: 200, body: hub.disableAgent(name) };
      case 'GET queue':
        return { status: 200, body: hub.queue() };
      case 'PATCH agent-types/:name':
        return { status: 200, body: hub.changeAgentType(name, await readJson(request, agentTypeChange, 400)) };
      case 'GET faults':
        return { status: 200, body: hub.faults };
      case 'PUT faults':
        hub.setFaults(await readJson(request, faultList, 400));
        return { status: 200, body: hub.faults };
      default:
        throw new Refusal(404, `no ${request.method} ${url.pathname}`);
    }
  }

  /** GET /control/events: every event as it happens, as server-sent events. */
  stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(':\n\n');
    const unsubscribe = this.hub.on((event) => response.write(`data: ${JSON.stringify(event)}\n\n`));
    response.on('close', unsubscribe);
  }
}
