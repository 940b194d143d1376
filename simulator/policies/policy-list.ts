import type { PolicyModel } from '../policy-model';
import { agentAwsStack } from './agent-aws-stack';
import { agentFleet } from './agent-fleet';
import { agentFleetEconomy, agentFleetFast, agentFleetLearned } from './agent-fleet-learned';
import { buildkite, buildkiteBest } from './buildkite';
import { fixed } from './fixed';
import { oracle } from './oracle';

/** The policies that are compared unless others are asked for, in the order of the table. */
export const policyList: readonly PolicyModel[] = [agentFleet, agentAwsStack, buildkite, buildkiteBest, fixed, oracle];

/** Policies that have to be named: rules that are not deployed. */
export const furtherPolicies: readonly PolicyModel[] = [agentFleetEconomy, agentFleetLearned, agentFleetFast];
