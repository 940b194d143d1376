import { type FileHandle, open } from 'node:fs/promises';
import { failureInLine, type RegistrationFailure } from './registration-failure';
import type { ShutdownReason } from './shutdown-reason';

/** The agent logs this line once it is registered. */
const registeredLine = 'Starting to poll for jobs';
/** and this one when it has been asked to end. */
const interruptedLine = 'Termination signal received';
/** Semaphore has told the agent why it ends. */
const shutdownLine = /Agent shutdown requested by Semaphore due to: ([a-z-]+)/;
const stateLine = /SYNC request \(state: ([a-z-]+)/;
const actionLine = /SYNC response \(action: ([a-z-]+)/;
const pieceBytes = 64 * 1024;

const reasons: Readonly<Record<string, ShutdownReason>> = {
  idle: 'IDLE',
  'job-finished': 'JOB_FINISHED',
  requested: 'REQUESTED',
  interrupted: 'INTERRUPTED',
};

/**
 * What one agent has written to its log so far. Only the agent and the supervisor can write there, so that no job can
 * make an agent look idle that was not.
 */
export class AgentLog {
  isRegistered = false;
  /** It has been asked to end, and has told Semaphore. */
  isInterrupted = false;
  /** What became of its last attempt to register. */
  failure: RegistrationFailure | undefined;
  /** Why Semaphore has ended the agent. */
  reason: ShutdownReason | undefined;
  /** `waiting-for-jobs`, `running-job`, ...; `asking-for-jobs` while Semaphore may be giving it one. */
  state: string | undefined;
  private rest = '';
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    /** Where this agent's part of the file begins. */
    private offset: number,
  ) {}

  /** Takes in what has been written since the last time. */
  read(): Promise<void> {
    // One after the other: two at once would each move on by what both have read.
    this.last = this.last.catch(() => undefined).then(() => this.readNew());
    return this.last;
  }

  private async readNew(): Promise<void> {
    const file = await open(this.path, 'r').catch(() => undefined);
    if (!file) return;
    try {
      await this.readAll(file);
    } finally {
      await file.close();
    }
  }

  private async readAll(file: FileHandle): Promise<void> {
    const { size } = await file.stat();
    // Begun anew since: see log-rotation.ts.
    if (size < this.offset) this.offset = 0;
    const buffer = Buffer.alloc(pieceBytes);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, this.offset);
      if (bytesRead === 0) return;
      this.offset += bytesRead;
      const lines = (this.rest + buffer.toString('latin1', 0, bytesRead)).split('\n');
      this.rest = (lines.pop() ?? '').slice(-pieceBytes);
      for (const line of lines) this.take(line);
    }
  }

  private take(line: string): void {
    if (line.includes(registeredLine)) this.isRegistered = true;
    if (!this.isRegistered) this.failure = failureInLine(line) ?? this.failure;
    if (line.includes(interruptedLine)) this.isInterrupted = true;
    const reason = shutdownLine.exec(line)?.[1];
    if (reason !== undefined) this.reason = reasons[reason] ?? 'UNKNOWN';
    const asked = stateLine.exec(line)?.[1];
    if (asked !== undefined) this.state = asked === 'waiting-for-jobs' ? 'asking-for-jobs' : asked;
    const action = actionLine.exec(line)?.[1];
    if (action === 'run-job') this.state = 'starting-job';
    else if (action === 'wait-for-jobs' || (action !== undefined && this.state === 'asking-for-jobs'))
      this.state = 'waiting-for-jobs';
  }
}
