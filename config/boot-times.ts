/** Time from launch until an agent is registered, in seconds. */
interface BootTime {
  readonly mean: number;
  readonly deviation: number;
  /** Where the figure comes from. */
  readonly source: string;
}

/**
 * Boot times to start from, until you have measured yours. EC2 itself takes 25 to 30 s until a Linux machine answers
 * (29 s in https://www.daemonology.net/blog/2021-08-12-EC2-boot-time-benchmarking.html, 26 s in
 * https://github.com/brevdev/ec2-coldboot-research); lifecycle hook, cloud-init and agent come on top.
 */
const bootTimes = {
  linux: { mean: 75, deviation: 12, source: 'assumed: 25 to 30 s of EC2, then cloud-init, hook and agent' },
  windows: {
    mean: 300,
    deviation: 45,
    source:
      'assumed; AWS: "often 15 minutes or longer" without EC2 Fast Launch (EC2 user guide, win-ami-config-fast-launch)',
  },
  macos: { mean: 600, deviation: 120, source: 'assumed; a host that was just released takes far longer' },
} as const satisfies Record<string, BootTime>;

/** The boot time to expect of an image's operating system. */
export function bootTimeOf(os: string): BootTime {
  return bootTimes[os === 'windows' || os === 'macos' ? os : 'linux'];
}
