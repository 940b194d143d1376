import { App } from 'cdktf';
import type { Fleet } from '../config/fleet';
import { FileAsset } from '../modules/file-asset';
import { AgentStack } from './agent-stack';
import { withTokenShortcuts } from './token-shortcuts';

/** Synthesizes one stack for each agent type into `outdir`. @default outdir - CDKTF_OUTDIR, which the CLI sets, else cdktf.out */
export function synthesizeFleet(fleet: Fleet, outdir?: string): void {
  // CDKTF's validation starts `terraform version` for every stack; Terraform itself checks required_version.
  const app = new App({ skipValidation: true, ...(outdir === undefined ? {} : { outdir }) });
  withTokenShortcuts(() => {
    for (const agentType of fleet.agentTypes) new AgentStack(app, fleet, agentType);
    app.synth();
    FileAsset.writeAll(app);
  });
}
