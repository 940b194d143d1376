import { App } from 'cdktf';
import { FleetFileError } from './config/fleet-file-error';
import { type LoadedFleet, loadFleet } from './config/load-fleet';
import { AgentStack } from './stacks/agent-stack';

/** Synthesizes one stack for each agent type of the fleet file into cdktf.out. */
function synthesize({ fleet, warnings }: LoadedFleet): void {
  for (const warning of warnings) console.error(`fleet: warning: ${warning}`);
  const app = new App();
  for (const agentType of fleet.agentTypes) new AgentStack(app, fleet, agentType);
  app.synth();
}

try {
  synthesize(loadFleet({ env: process.env, cwd: process.cwd() }));
} catch (error) {
  if (!(error instanceof FleetFileError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
