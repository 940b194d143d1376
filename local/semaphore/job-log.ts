import { type LogEvent, logEvent } from './protocol';
import { Refusal } from './refusal';

/** Most events that the hub takes in one request. Source: agent's pkg/eventlogger/httpbackend.go. */
const mostEvents = 2000;

/** The log of one job, as events in the agent's format. */
export class JobLog {
  private readonly lines: string[] = [];
  private bytes = 0;
  private isFull = false;

  constructor(private readonly maxBytes: number) {}

  /** Adds newline-delimited events; those before the end of the log are a repetition, whose answer got lost. */
  append(startFrom: number, body: string): void {
    const events = body.split('\n').filter((line) => line !== '');
    if (events.length > mostEvents) throw new Refusal(413, 'Too many log events');
    if (startFrom > this.lines.length) throw new Refusal(400, `start_from ${startFrom} leaves a gap`);
    const news = events.slice(this.lines.length - startFrom);
    for (const line of news) parseEvent(line);
    const size = news.reduce((sum, line) => sum + line.length + 1, 0);
    if (this.isFull || this.bytes + size > this.maxBytes) {
      this.isFull = true;
      throw new Refusal(422, 'No more space');
    }
    this.bytes += size;
    for (const line of news) this.lines.push(line);
  }

  get events(): LogEvent[] {
    return this.lines.map(parseEvent);
  }

  /** The log as people read it: each command, then what it printed. */
  get text(): string {
    return this.events
      .map(({ event, directive, output }) => {
        if (event === 'cmd_started') return `${directive}\n`;
        return event === 'cmd_output' ? (output ?? '').replaceAll('\r\n', '\n') : '';
      })
      .join('');
  }
}

function parseEvent(line: string): LogEvent {
  try {
    return logEvent.parse(JSON.parse(line));
  } catch {
    throw new Refusal(400, `not a log event: ${line.slice(0, 200)}`);
  }
}
