import type { EmulatedAccount } from './emulated-account';
import { type DeployedScaler, ScalerHarness } from './scaler-harness';

/** Where the tests of a file find a scaler of their own, which has done nothing yet. */
export interface ScalerSite {
  readonly scaler: DeployedScaler;
  readonly account: EmulatedAccount;
}

/** Deploys a scaler for each test of the file; they share account and bundle. */
export function scalerSite(): ScalerSite {
  let harness: ScalerHarness | undefined;
  let deployed: DeployedScaler | undefined;
  beforeAll(async () => {
    harness = await ScalerHarness.start();
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    deployed = await harness?.deploy();
  });
  afterEach(() => deployed?.stop());
  return {
    get scaler() {
      return there(deployed);
    },
    get account() {
      return there(harness).account;
    },
  };
}

function there<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('there is a scaler only while a test runs');
  return value;
}
