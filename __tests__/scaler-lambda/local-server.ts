import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** An HTTP server on this machine whose answers a test changes as it goes. */
export class LocalServer {
  /** Every request so far: the headers and the body. */
  readonly requests: { readonly headers: IncomingMessage['headers']; readonly url: string; readonly body: string }[] =
    [];

  private constructor(
    private readonly server: Server,
    public answer: Answer,
  ) {}

  static async start(answer: Answer): Promise<LocalServer> {
    const server = createServer();
    const local = new LocalServer(server, answer);
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const body = Buffer.concat(chunks).toString();
      local.requests.push({ headers: request.headers, url: request.url ?? '', body });
      local.answer(request, response, body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return local;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has stopped');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export function json(value: unknown, status = 200): Answer {
  return text(JSON.stringify(value), status);
}

export function text(value: string, status = 200): Answer {
  return (_request, response) => response.writeHead(status).end(value);
}

/** Closes the connection without an answer. */
export const reset: Answer = (request) => request.socket.resetAndDestroy();

/** Never answers. */
export const silence: Answer = () => {};

/** Sends headers and half a body, then nothing more. */
export const stalledBody: Answer = (_request, response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"jobs":{"queued":');
};
