import { type Answer, LocalServer } from './local-server';

/** Stands between a program and an AWS endpoint: counts requests by action, and gives faults instead of answers. */
export class AwsProxy {
  /** Actions asked for, in order: `GetParameter`, `SetDesiredCapacity`. */
  readonly actions: string[] = [];
  /** Called with each action as it comes in. */
  onAction: (action: string) => void = () => {};
  /** Parameters of the last request for each action of a query protocol. */
  readonly parameters = new Map<string, URLSearchParams>();
  /** Answers instead of the endpoint's, by action. */
  readonly faults = new Map<string, Answer>();

  private constructor(private readonly server: LocalServer) {}

  static async start(endpoint: string): Promise<AwsProxy> {
    const server = await LocalServer.start(() => {});
    const proxy = new AwsProxy(server);
    server.answer = async (request, response, body) => {
      const action = actionOf(request.headers['x-amz-target'], body);
      proxy.actions.push(action);
      proxy.onAction(action);
      proxy.parameters.set(action, new URLSearchParams(body));
      const fault = proxy.faults.get(action);
      if (fault) return fault(request, response, body);
      const headers = Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !hopByHop.has(name) ? [[name, value] satisfies [string, string]] : [],
      );
      const answer = await fetch(`${endpoint}${request.url}`, { method: request.method ?? 'POST', headers, body });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/xml' });
      response.end(await answer.text());
    };
    return proxy;
  }

  get url(): string {
    return this.server.url;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

const hopByHop = new Set(['connection', 'content-length', 'host', 'expect', 'transfer-encoding', 'keep-alive']);

/** JSON protocols name the action in a header, query protocols in the body. */
function actionOf(target: string | string[] | undefined, body: string): string {
  if (typeof target === 'string') return target.split('.').at(-1) ?? target;
  return new URLSearchParams(body).get('Action') ?? 'unknown';
}
