import type { AgentTypePicture, Happening, PhasePicture, Picture } from './picture';
import type { Phase } from './summary';
import type { View } from './view';

/** Happenings that are kept for the picture. */
const kept = 50;

interface PhaseRecord {
  readonly name: string;
  state: PhasePicture['state'];
  detail: string;
  startedMs: number;
  endedMs: number;
}

/** Keeps track of what a demo is at, and hands each change to the view. */
export class Board {
  agentTypes: () => readonly AgentTypePicture[] = () => [];
  title = '';
  private view: View | undefined;
  private readonly startMs = performance.now();
  private readonly records: PhaseRecord[];
  private happenings: Happening[] = [];
  private compact = false;

  constructor(phases: readonly string[]) {
    this.records = phases.map((name) => ({ name, state: 'to come', detail: '', startedMs: 0, endedMs: 0 }));
  }

  show(view: View): void {
    this.view = view;
  }

  /** Runs one phase; `work` may tell how far it is. */
  async phase<T>(name: string, detail: string, work: (tell: (detail: string) => void) => Promise<T>): Promise<T> {
    const record = this.records.find((each) => each.name === name);
    if (!record) throw new Error(`the demo has no phase ${name}`);
    const change = (state: PhasePicture['state'], text: string) => {
      Object.assign(record, { state, detail: text, endedMs: this.elapsedMs() });
      this.view?.phase(this.phasePicture(record));
    };
    record.startedMs = this.elapsedMs();
    record.endedMs = record.startedMs;
    record.state = 'running';
    record.detail = detail;
    this.view?.phase({ name, state: 'running', detail, elapsedMs: 0 });
    try {
      const result = await work((text) => change('running', text));
      change('done', record.detail);
      return result;
    } catch (error) {
      change('failed', record.detail);
      throw error;
    }
  }

  tell(source: string, text: string): void {
    const happening = { atMs: this.elapsedMs(), source, text };
    this.happenings = [...this.happenings, happening].slice(-kept);
    this.view?.happening(happening);
  }

  /** Shows lines for good, now that the phases are over. */
  print(lines: readonly string[]): void {
    this.compact = true;
    this.view?.print(lines);
  }

  /** Real milliseconds since the start. */
  elapsedMs = (): number => performance.now() - this.startMs;

  /** Phases that are over. */
  get phases(): Phase[] {
    const over = this.records.filter(({ state }) => state === 'done' || state === 'failed');
    return over.map(({ name, startedMs, endedMs }) => ({ name, seconds: (endedMs - startedMs) / 1000 }));
  }

  picture = (): Picture => ({
    title: this.title,
    elapsedMs: this.elapsedMs(),
    phases: this.records.map((record) => this.phasePicture(record)),
    agentTypes: this.agentTypes(),
    happenings: this.happenings,
    compact: this.compact,
  });

  private phasePicture({ name, state, detail, startedMs, endedMs }: PhaseRecord): PhasePicture {
    return { name, state, detail, elapsedMs: (state === 'running' ? this.elapsedMs() : endedMs) - startedMs };
  }
}
