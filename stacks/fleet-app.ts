import { App } from 'cdktf';
import type { Fleet } from '../config/fleet';
import { AgentStack } from './agent-stack';

/** Synthesizes one stack for each agent type into `outdir`. @default outdir - CDKTF_OUTDIR, which the CLI sets, else cdktf.out */
export function synthesizeFleet(fleet: Fleet, outdir?: string): void {
  // CDKTF's validation starts `terraform version` for every stack; Terraform itself checks required_version.
  const app = new App({ skipValidation: true, ...(outdir === undefined ? {} : { outdir }) });
  withoutTokenTraces(() => {
    for (const agentType of fleet.agentTypes) new AgentStack(app, fleet, agentType);
    app.synth();
  });
}

/** CDKTF takes a stack trace of every token it makes: a third of the time, for messages that show none of it. */
function withoutTokenTraces(work: () => void): void {
  const { captureStackTrace } = Error;
  Error.captureStackTrace = () => undefined;
  try {
    work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}
