import { looksLikeToken } from '../token-text';
import type { Rule } from './rule';

const cacheVariables = [
  'SEMAPHORE_CACHE_BACKEND',
  'SEMAPHORE_CACHE_S3_BUCKET',
  'SEMAPHORE_CACHE_USE_EC2_INSTANCE_PROFILE',
];

/** Managed policies of a role, unless the quota is raised, to 20 at most: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const usualPolicies = 10;

/** Characters of names and values together; the whole configuration has to fit a Standard parameter of 4 KB. */
const mostEnvironment = 2800;

export const agentRules: readonly Rule[] = [
  (subject) => {
    if (!looksLikeToken(subject.settings.token.parameter)) return;
    subject.wrong(
      'token.parameter',
      'must be the name of the SSM parameter that holds the token; this looks like the token itself',
    );
  },
  (subject) => {
    const { perInstance, disconnectAfterJob, preSignedName } = subject.settings.agent;
    if (perInstance === 1) return;
    if (disconnectAfterJob) {
      const value = subject.named('agent.disconnectAfterJob', true);
      subject.wrong(
        'agent.perInstance',
        `must be 1 with ${value}: the instance ends after one job`,
        'agent.disconnectAfterJob',
      );
    }
    if (preSignedName) {
      subject.wrong(
        'agent.perInstance',
        'must be 1 with agent.preSignedName: all agents of an instance would have the same name',
        'agent.preSignedName',
      );
    }
    if (subject.settings.image.os === 'macos') {
      subject.wrong(
        'agent.perInstance',
        'must be 1 with image.os macos: agents would share one user session',
        'image.os',
      );
    }
  },
  (subject) => {
    const entries = Object.entries(subject.settings.agent.env);
    for (const [name, value] of entries) {
      const at = ['agent', 'env', name];
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        subject.wrong(at, 'must have a name of letters, digits and _, not beginning with a digit');
      } else if (name.startsWith('SEMAPHORE_AGENT_')) {
        subject.wrong(at, 'must have another name: SEMAPHORE_AGENT_* are settings of the agent itself');
      } else if (subject.settings.cache && cacheVariables.includes(name)) {
        subject.wrong(at, 'must be left out: cache sets it', 'cache');
      }
      if (value.includes('=')) subject.wrong(at, 'must not contain =, which the agent does not accept');
      if (/[\0\r\n]/.test(value)) subject.wrong(at, 'must be one line');
      if (/TOKEN|SECRET|PASSWORD|PRIVATE_KEY|API_KEY/i.test(name)) {
        subject.warn(
          at,
          'anyone who can read the agent configuration or the Terraform state can read it; use a Semaphore secret',
        );
      }
    }
    const total = entries.reduce((sum, [name, value]) => sum + JSON.stringify({ [name]: value }).length, 0);
    if (total <= mostEnvironment) return;
    subject.wrong(
      'agent.env',
      `must have at most ${mostEnvironment} characters in all (it has ${total}): the agent configuration has to fit a 4 KB parameter`,
    );
  },
  (subject) => {
    const { agent, image } = subject.settings;
    if (image.os !== 'macos' || agent.bootLimit.seconds >= 1200) return;
    subject.warn(
      subject.isGiven('agent.bootLimit') ? 'agent.bootLimit' : 'image.os',
      `a mac needs 6 to 20 minutes to boot; ${subject.named('agent.bootLimit', agent.bootLimit)} may be too short`,
    );
  },
  (subject) => {
    const { cache, knownHosts, managedPolicies } = subject.settings;
    subject.wrongIfRepeated('knownHosts', knownHosts);
    subject.wrongIfRepeated('managedPolicies', managedPolicies);
    if (managedPolicies.length > usualPolicies)
      subject.warn(
        'managedPolicies',
        `needs a higher IAM quota than the usual ${usualPolicies} managed policies of a role`,
      );
    if (cache && 'bucket' in cache && subject.isGiven('cache.expireAfter')) {
      subject.wrong(
        'cache.expireAfter',
        'must be left out with cache.bucket: only a bucket made here expires its objects',
        'cache.bucket',
      );
    }
    if (cache && 'create' in cache && cache.expireAfter.seconds % 86_400 !== 0) {
      subject.wrong('cache.expireAfter', 'must be whole days, such as 30d: S3 expires objects by the day');
    }
  },
];
