import { createServer } from 'node:http';

/** One request as it went over the wire, with what differs between two runs left out. */
export interface Exchange {
  readonly call: string;
  readonly status: number;
  /** Request headers: name and scheme or kind of value. */
  readonly headers: Readonly<Record<string, string>>;
  /** Fields of a JSON body with the kinds of their values, or the events of a log. */
  readonly body: Readonly<Record<string, string>> | readonly string[];
}

/** Stands between an agent and a hub, and notes what they say. */
export class RecordingProxy {
  readonly exchanges: Exchange[] = [];
  private readonly server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const body = Buffer.concat(chunks);
      const { authorization = '', 'content-type': type } = request.headers;
      const headers = { authorization, ...(type === undefined ? {} : { 'content-type': type }) };
      const { method = 'GET', url = '/' } = request;
      const sent = method === 'GET' ? {} : { body };
      const answer = await fetch(`${this.hubUrl}${url}`, { method, headers, ...sent });
      const text = (await answer.text()).replaceAll(this.hubUrl, this.url);
      const call = `${method} ${url.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, ':id').replace(/start_from=\d+/, 'start_from=n')}`;
      const scheme = authorization.replace(/ .*/, ' ...');
      const kinds = {
        ...request.headers,
        host: '...',
        authorization: scheme,
        'content-length': body.length > 0 ? 'n' : '0',
      };
      // Go asks for gzip, which no hub has to give.
      const { connection: _, 'accept-encoding': __, ...noted } = kinds;
      const agent = String(request.headers['user-agent']).replace(/\/.*/, '/...');
      const shown = { ...noted, 'user-agent': agent };
      this.exchanges.push({ call, status: answer.status, headers: strings(shown), body: shapeOf(body.toString()) });
      response
        .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
        .end(text);
    })();
  });
  private address = '';

  private constructor(private readonly hubUrl: string) {}

  static async start(hubUrl: string): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(hubUrl);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    const address = proxy.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    proxy.address = `http://127.0.0.1:${address.port}`;
    return proxy;
  }

  get url(): string {
    return this.address;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

function strings(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function shapeOf(body: string): Exchange['body'] {
  if (body === '') return {};
  if (body.includes('\n')) return body.trim().split('\n').map(eventShape);
  return kinds(body);
}

function eventShape(line: string): string {
  const { event, ...fields } = Object.fromEntries(Object.entries(JSON.parse(line)));
  return `${event}: ${Object.keys(fields).sort().join(' ')}`;
}

function kinds(json: string): Record<string, string> {
  const entries = Object.entries(JSON.parse(json)).map(([name, value]) => [name, typeof value] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
