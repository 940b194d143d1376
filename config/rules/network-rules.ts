import { canonicalCidr, parseCidr } from '../address-range';
import { supportsIpv6 } from '../instance-type';
import { instanceTypesOf } from './instance-rules';
import type { Rule } from './rule';

/** https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html */
const functionSubnets = 16;

export const networkRules: readonly Rule[] = [
  (subject) => {
    const { vpc, subnets, availabilityZones } = subject.settings.network;
    subject.wrongIfRepeated('network.subnets', subnets ?? []);
    subject.wrongIfRepeated('network.availabilityZones', availabilityZones ?? []);
    if (subnets && !vpc)
      subject.wrong('network.subnets', 'must be left out without network.vpc: they would not be used', 'network.vpc');
    if (vpc && !subnets) subject.wrong('network.subnets', 'must be a list of subnets of network.vpc', 'network.vpc');
    if (vpc && availabilityZones)
      subject.wrong(
        'network.availabilityZones',
        'must be left out with network.vpc: its subnets decide the zones',
        'network.vpc',
      );
    (availabilityZones ?? []).forEach((zone, index) => {
      if (subject.region === undefined || zone.startsWith(subject.region)) return;
      subject.wrong(
        ['network', 'availabilityZones', index],
        `must be a zone of the fleet's region (${subject.region})`,
      );
    });
  },
  (subject) => {
    const { network, size } = subject.settings;
    const { vpc, subnets, scalerInVpc, allowPublicSubnets } = network;
    const isStatic = size.scaling === 'static';
    if (vpc && subnets && subnets.length > functionSubnets && !isStatic && scalerInVpc !== false)
      subject.wrong(
        'network.subnets',
        `must be at most ${functionSubnets}, as many as a Lambda function may have, or network.scalerInVpc must be false`,
      );
    if (scalerInVpc !== undefined && isStatic)
      subject.wrong(
        'network.scalerInVpc',
        'must be left out with size.scaling static: there is no scaler',
        'size.scaling',
      );
    else if (scalerInVpc === true && !vpc)
      subject.wrong('network.scalerInVpc', 'must be false or left out without network.vpc', 'network.vpc');
    if (!allowPublicSubnets) return;
    if (isStatic)
      subject.wrong(
        'network.allowPublicSubnets',
        'must be left out with size.scaling static: there is no scaler',
        'size.scaling',
      );
    else if (!vpc)
      subject.wrong(
        'network.allowPublicSubnets',
        'must be left out without network.vpc: the scaler runs outside any VPC',
        'network.vpc',
      );
    else if (scalerInVpc === false)
      subject.wrong(
        'network.allowPublicSubnets',
        'must be left out with network.scalerInVpc false: the scaler runs outside any VPC',
        'network.scalerInVpc',
      );
  },
  (subject) => {
    const { ssh, securityGroup, ipv6 } = subject.settings.network;
    if (ssh?.cidr === undefined) return;
    const at = 'network.ssh.cidr';
    if (securityGroup)
      subject.wrong(
        at,
        'must be left out with network.securityGroup, which is used as it is: put the rule there',
        'network.securityGroup',
      );
    if (subject.settings.image.os === 'windows')
      subject.wrong(at, 'must be left out with image.os windows, which has no SSH: use Session Manager', 'image.os');
    const range = parseCidr(ssh.cidr);
    if (range?.version === 6 && !ipv6)
      subject.wrong(at, 'must be an IPv4 range without network.ipv6: instances have no IPv6 address', 'network.ipv6');
    if (canonicalCidr(ssh.cidr) !== ssh.cidr)
      subject.wrong(at, `must begin at the range's first address: ${canonicalCidr(ssh.cidr)}`);
    if (range?.prefix === 0) subject.warn(at, 'the whole internet can reach port 22');
  },
  (subject) => {
    const { network, instances } = subject.settings;
    if (!network.ipv6) return;
    instanceTypesOf(subject.settings).forEach((type, index) => {
      if (supportsIpv6(type)) return;
      const message = 'must be left out with network.ipv6: its family has IPv4 only';
      subject.wrong(instances.types ? ['instances', 'types', index] : 'network.ipv6', message, 'network.ipv6');
    });
    if (!network.vpc)
      subject.warn(
        'network.ipv6',
        'a default VPC has no IPv6 addresses until someone adds a range to it and its subnets',
      );
  },
];
