import * as z from 'zod/mini';
import type { GitHost } from '../config/settings/known-hosts';

const host = z.enum(['github', 'bitbucket', 'gitlab'] as const satisfies readonly GitHost[]);
const hosts = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text) => text.split(',').map((name) => name.trim())),
  ),
  z.array(host),
);
/** What is downloaded becomes what jobs trust, so it is encrypted unless it stays on the machine. */
const url = z
  .string()
  .check(z.regex(/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$))/, 'must be an https:// URL'));

const environment = z.object({
  PARAMETER: z.string().check(z.minLength(1)),
  HOSTS: hosts,
  GITHUB_META_URL: z._default(url, 'https://api.github.com/meta'),
  BITBUCKET_KEYS_URL: z._default(url, 'https://bitbucket.org/site/ssh'),
});

/** Reads the function's environment. @throws with every variable that is missing or wrong */
export function readEnvironment(env: NodeJS.ProcessEnv) {
  const result = environment.safeParse(env);
  if (!result.success) throw new Error(`the function's environment is wrong: ${z.prettifyError(result.error)}`);
  const { PARAMETER: parameter, HOSTS: hosts, GITHUB_META_URL: github, BITBUCKET_KEYS_URL: bitbucket } = result.data;
  return { parameter, hosts, urls: { github, bitbucket } };
}
