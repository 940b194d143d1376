import { isConfiguration, readDesiredConfiguration } from '../../refresh-lambda/desired-configuration';
import { mix, plain } from './configurations';

/** As DescribeAutoScalingGroups tells it: with the template's name, and with settings that nobody made. */
function described(configuration: ReturnType<typeof mix>) {
  const { InstancesDistribution, LaunchTemplate } = configuration.MixedInstancesPolicy;
  const { LaunchTemplateSpecification, Overrides } = LaunchTemplate;
  return {
    AutoScalingGroupName: 'acme-s1-linux',
    DesiredCapacity: 3,
    MixedInstancesPolicy: {
      InstancesDistribution: { ...InstancesDistribution, SpotInstancePools: 2 },
      LaunchTemplate: {
        LaunchTemplateSpecification: { ...LaunchTemplateSpecification, LaunchTemplateName: 'acme-s1-linux' },
        Overrides,
      },
    },
  };
}

test('a group that AWS describes with more words than needed has the configuration all the same', () => {
  expect(isConfiguration(described(mix('3', ['t3.micro'])), mix('3', ['t3.micro']))).toBe(true);
});

test.each([
  ['another version', mix('4', ['t3.micro'])],
  ['one more type', mix('3', ['t3.micro', 't3a.micro'])],
  ['another share of Spot', mix('3', ['t3.micro'], 50)],
  ['a template alone', plain('3')],
])('%s is another configuration', (_, wanted) => {
  expect(isConfiguration(described(mix('3', ['t3.micro'])), wanted)).toBe(false);
});

test('types in another order are another configuration: the first is taken first', () => {
  expect(isConfiguration(described(mix('3', ['t3.micro', 't3a.micro'])), mix('3', ['t3a.micro', 't3.micro']))).toBe(
    false,
  );
});

test('what is no configuration has none', () => {
  expect(isConfiguration(undefined, plain('1'))).toBe(false);
  expect(isConfiguration({ AutoScalingGroupName: 'other' }, plain('1'))).toBe(false);
});

test('an event that is no configuration is told as that', () => {
  expect(() => readDesiredConfiguration({ LaunchTemplate: {} })).toThrow(/the event is no desired configuration/);
});
