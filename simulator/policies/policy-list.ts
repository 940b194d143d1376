import type { PolicyModel } from '../policy-model';
import { agentAwsStack } from './agent-aws-stack';
import { agentFleet, agentFleetEconomy, agentFleetFast } from './agent-fleet';
import { buildkite, buildkiteBest } from './buildkite';
import { fixed } from './fixed';
import { oracle } from './oracle';

/** The policies that are compared unless others are asked for, in the order of the table. */
export const policyList: readonly PolicyModel[] = [agentFleet, agentAwsStack, buildkite, buildkiteBest, fixed, oracle];

/** Policies that have to be named: the rules that are deployed with other settings. */
export const furtherPolicies: readonly PolicyModel[] = [agentFleetEconomy, agentFleetFast];
