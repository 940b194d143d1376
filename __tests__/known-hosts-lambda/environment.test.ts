import { gitHosts } from '../../config/settings/known-hosts';
import { readEnvironment } from '../../known-hosts-lambda/environment';

test('hosts are the ones of the fleet file, and their lists are where the hosts publish them', () => {
  expect(readEnvironment({ PARAMETER: '/keys', HOSTS: gitHosts.join(',') })).toEqual({
    parameter: '/keys',
    hosts: gitHosts,
    urls: { github: 'https://api.github.com/meta', bitbucket: 'https://bitbucket.org/site/ssh' },
  });
});

test.each([
  ['no variables', {}, 'PARAMETER'],
  ['no host', { PARAMETER: '/keys', HOSTS: '' }, 'HOSTS'],
  ['an unknown host', { PARAMETER: '/keys', HOSTS: 'github,sourcehut' }, 'HOSTS'],
  [
    'a list that comes in the clear',
    { PARAMETER: '/keys', HOSTS: 'github', GITHUB_META_URL: 'http://a.b' },
    'GITHUB_META_URL',
  ],
])('%s is refused', (_, env, variable) => {
  expect(() => readEnvironment(env)).toThrow(variable);
});
