import { agentUser, type System } from './layout';

/** Rules that keep jobs from the instance metadata service. */
export interface MetadataBlock {
  /** Where they are on an instance. */
  readonly path: string;
  readonly rules: string;
  /** Loads them; loading them again replaces them. */
  readonly command: readonly [string, ...string[]];
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
const addresses = { ipv4: '169.254.169.254', ipv6: 'fd00:ec2::254' };

const nftables = `table inet agent_fleet
delete table inet agent_fleet
table inet agent_fleet {
  chain output {
    type filter hook output priority 0; policy accept;
    meta skuid "${agentUser}" ip daddr ${addresses.ipv4} counter reject
    meta skuid "${agentUser}" ip6 daddr ${addresses.ipv6} counter reject
  }
}
`;

/** "user" looks at the owner of the socket, which TCP and UDP have: https://man.openbsd.org/pf.conf */
const packetFilter = `block return out quick inet proto { tcp, udp } from any to ${addresses.ipv4} user ${agentUser}
block return out quick inet6 proto { tcp, udp } from any to ${addresses.ipv6} user ${agentUser}
`;

const linuxPath = '/opt/agent-fleet/metadata-block.nft';
const macPath = '/opt/agent-fleet/metadata-block.pf';

/**
 * Keeps processes of the agent user away from the instance metadata service, which hands out the credentials of the
 * instance's role. Containers are one hop too far away anyway. On Windows jobs run as the user that the supervisor is.
 */
export const metadataBlocks = {
  linux: { path: linuxPath, rules: nftables, command: ['nft', '-f', linuxPath] },
  macos: {
    path: macPath,
    rules: packetFilter,
    // macOS's own rules ask every anchor below com.apple, and -E switches the filter on, which is off as it comes.
    command: ['/sbin/pfctl', '-E', '-a', 'com.apple/agent-fleet', '-f', macPath],
  },
  windows: undefined,
} as const satisfies Record<System, MetadataBlock | undefined>;
