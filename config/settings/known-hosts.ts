import { z } from 'zod';

export const gitHosts = ['github', 'bitbucket', 'gitlab'] as const;
export type GitHost = (typeof gitHosts)[number];

/** Git hosts whose SSH host keys every job trusts. */
export const knownHosts = z.array(z.enum(gitHosts)).min(1).default(['github']);
