import './module-loading';
import { FleetFileError } from './config/fleet-file-error';
import { loadFleet } from './config/load-fleet';
import { VersionsError } from './installation/versions-error';
import { buildFunctionBundles } from './modules/function-bundle';

/** Fleet file in, one stack for each agent type out, in cdktf.out. */
async function main(): Promise<void> {
  const { fleet, warnings } = loadFleet({ env: process.env, cwd: process.cwd() });
  for (const warning of warnings) console.error(`fleet: warning: ${warning}`);
  // Where these have to be built first, esbuild does so in a process of its own while CDKTF loads.
  const functions = buildFunctionBundles();
  const { synthesizeFleet } = await import('./stacks/fleet-app.js');
  await functions;
  synthesizeFleet(fleet);
}

main().catch((error: unknown) => {
  console.error(error instanceof FleetFileError || error instanceof VersionsError ? error.message : error);
  process.exitCode = 1;
});
