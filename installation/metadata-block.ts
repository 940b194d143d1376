import { agentUser } from './layout';

/** Rules that the supervisor loads, unless jobs are to have the instance's role. */
export const metadataBlockPath = '/opt/agent-fleet/metadata-block.nft';

/**
 * Keeps processes of the agent user away from the instance metadata service, which hands out the credentials of the
 * instance's role. Containers are one hop too far away anyway. Loading it again replaces it.
 * Addresses: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export function metadataBlock(): string {
  return `table inet agent_fleet
delete table inet agent_fleet
table inet agent_fleet {
  chain output {
    type filter hook output priority 0; policy accept;
    meta skuid "${agentUser}" ip daddr 169.254.169.254 counter reject
    meta skuid "${agentUser}" ip6 daddr fd00:ec2::254 counter reject
  }
}
`;
}
