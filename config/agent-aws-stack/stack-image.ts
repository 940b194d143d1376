import { architectureOf } from '../instance-type';
import type { StackSettings } from './stack-settings';

/** The image. */
export function image(to: StackSettings): void {
  const { values } = to;
  to.set('SEMAPHORE_AGENT_OS', 'image.os', to.os);
  if (!values.has('SEMAPHORE_AGENT_OS')) {
    values.remark(
      'SEMAPHORE_AGENT_OS',
      "was not set; this is agent-aws-stack's default, which is out of standard support. ubuntu-noble is the default here",
    );
  }
  const ami = values.text('SEMAPHORE_AGENT_AMI');
  to.set('SEMAPHORE_AGENT_AMI', 'image.ami', ami);
  if (ami === undefined)
    values.remark(
      'SEMAPHORE_AGENT_AMI',
      'was not set; the image that this checkout builds is used (fleet image build)',
    );
  const arch = values.text('SEMAPHORE_AGENT_ARCH') ?? 'x86_64';
  const actual = ami === undefined ? arch : imageArchitecture(to, arch);
  if (actual !== arch)
    values.remark(
      'SEMAPHORE_AGENT_ARCH',
      `was ${arch}, which agent-aws-stack does not use with an AMI; the instance type is ${actual}`,
    );
  if (values.has('SEMAPHORE_AGENT_ARCH') || actual !== arch) to.set('SEMAPHORE_AGENT_ARCH', 'image.arch', actual);
}

function imageArchitecture(to: StackSettings, otherwise: string): string {
  const type = to.os === 'macos' ? `${macFamilies(to)[0]}.metal` : to.values.text('SEMAPHORE_AGENT_INSTANCE_TYPE');
  return type === undefined ? otherwise : architectureOf(type);
}

function macFamilies(to: StackSettings): string[] {
  return to.values.list('SEMAPHORE_AGENT_MAC_FAMILY') ?? ['mac2'];
}

/** Dedicated hosts of macOS. */
export function mac(to: StackSettings): void {
  const { values } = to;
  if (to.os !== 'macos') {
    for (const key of macKeys) to.leaveOut(key, 'only macOS has dedicated hosts');
    return;
  }
  to.set(
    'SEMAPHORE_AGENT_LICENSE_CONFIGURATION_ARN',
    'mac.licenseConfiguration',
    values.text('SEMAPHORE_AGENT_LICENSE_CONFIGURATION_ARN'),
  );
  to.set('SEMAPHORE_AGENT_MAC_FAMILY', 'mac.hostFamilies', values.list('SEMAPHORE_AGENT_MAC_FAMILY'));
  to.set('SEMAPHORE_AGENT_MAC_DEDICATED_HOSTS', 'mac.hosts', values.list('SEMAPHORE_AGENT_MAC_DEDICATED_HOSTS'));
  to.set(
    'SEMAPHORE_AGENT_AUTO_ALLOCATE_HOST',
    'mac.autoAllocate',
    values.flag('SEMAPHORE_AGENT_AUTO_ALLOCATE_HOST', true),
  );
  to.set(
    'SEMAPHORE_AGENT_AUTO_RELEASE_HOST',
    'mac.autoRelease',
    values.flag('SEMAPHORE_AGENT_AUTO_RELEASE_HOST', true),
  );
}

const macKeys = [
  'SEMAPHORE_AGENT_LICENSE_CONFIGURATION_ARN',
  'SEMAPHORE_AGENT_MAC_FAMILY',
  'SEMAPHORE_AGENT_MAC_DEDICATED_HOSTS',
  'SEMAPHORE_AGENT_AUTO_ALLOCATE_HOST',
  'SEMAPHORE_AGENT_AUTO_RELEASE_HOST',
] as const;
