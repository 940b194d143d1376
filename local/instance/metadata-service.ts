import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { InstanceFacts } from './instance-facts';
import { type MetadataFault, MetadataTrouble } from './metadata-fault';
import { MetadataTokens } from './metadata-tokens';
import { type InstanceNotices, metadataTree } from './metadata-tree';

interface Answer {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Metadata service of one instance (IMDSv2 only), on a loopback port of its own.
 *
 * Hop limit 1 means here: only this machine can connect, and a request that came through a proxy (it carries
 * X-Forwarded-For) gets no token, as on EC2. There are no packets with a time to live to count.
 */
export class MetadataService {
  private notices: InstanceNotices = {
    targetLifecycleState: null,
    spotInterruptionAt: null,
    rebalanceRecommendedAt: null,
  };
  private readonly tokens: MetadataTokens;
  private answered = 0;
  private readonly trouble = new MetadataTrouble();

  private constructor(
    private facts: InstanceFacts,
    private readonly server: Server,
    private readonly now: () => number,
  ) {
    this.tokens = new MetadataTokens(now);
  }

  /** `now` is in milliseconds. */
  static async start(facts: InstanceFacts, now: () => number = Date.now): Promise<MetadataService> {
    const server = createServer();
    const service = new MetadataService(facts, server, now);
    server.on('request', (request, response) => void service.serve(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return service;
  }

  /** Value for AWS_EC2_METADATA_SERVICE_ENDPOINT. */
  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the metadata service has stopped');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Requests so far. */
  get requests(): number {
    return this.answered;
  }

  /** Tells the instance what has changed around it. */
  update(notices: InstanceNotices, tags: InstanceFacts['tags'] = this.facts.tags): void {
    this.notices = notices;
    this.facts = { ...this.facts, tags };
  }

  /** Has the service fail from now on, or, without a fault, work again. */
  fail(fault?: MetadataFault): void {
    this.trouble.set(fault);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.answered += 1;
    const fault = await this.trouble.strike();
    if (fault === 'away') request.socket.destroy();
    else send(response, fault === 'unauthorized' && request.method !== 'PUT' ? { status: 401 } : this.answer(request));
  }

  private answer(request: IncomingMessage): Answer {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (pathname === '/latest/api/token') return this.answerToken(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405 };
    if (!this.tokens.accepts(header(request, 'x-aws-ec2-metadata-token'))) return { status: 401 };
    const text = this.read(decodeURIComponent(pathname));
    return text === undefined ? { status: 404 } : { status: 200, text };
  }

  private answerToken(request: IncomingMessage): Answer {
    if (request.method !== 'PUT') return { status: 405 };
    if (request.headers['x-forwarded-for'] !== undefined) return { status: 403 };
    const issued = this.tokens.issue(header(request, 'x-aws-ec2-metadata-token-ttl-seconds'));
    if (!issued) return { status: 400 };
    const headers = { 'X-Aws-Ec2-Metadata-Token-Ttl-Seconds': String(issued.ttlSeconds) };
    return { status: 200, text: issued.token, headers };
  }

  private read(pathname: string): string | undefined {
    const tree = metadataTree(this.facts, this.notices, new Date(this.now()));
    const path = pathname.replace(/^\/latest\/?/, '').replace(/\/$/, '');
    if (!pathname.startsWith('/latest')) return undefined;
    return tree.get(path) ?? list(tree, path === '' ? '' : `${path}/`);
  }
}

/** Names below `folder`, one a line, folders with a slash behind them, as IMDS lists them. */
function list(tree: ReadonlyMap<string, string>, folder: string): string | undefined {
  const names = new Set<string>();
  for (const path of tree.keys()) {
    if (!path.startsWith(folder)) continue;
    const [name, ...rest] = path.slice(folder.length).split('/');
    names.add(rest.length > 0 ? `${name}/` : `${name}`);
  }
  return names.size === 0 ? undefined : [...names].sort().join('\n');
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function send(response: ServerResponse, { status, text = '', headers = {} }: Answer): void {
  response.writeHead(status, {
    Server: 'EC2ws',
    'Content-Type': 'text/plain',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}
