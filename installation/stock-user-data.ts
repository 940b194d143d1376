import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceName } from './service';

/** Where the kit of stock instances is. Values of Terraform may be among these. */
export interface KitObject {
  readonly bucket: string;
  readonly key: string;
  /** S3 version, so that instances of an older launch template still get the kit they were made for. */
  readonly version: string;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
  readonly region: string;
}

const run = '/run/agent-fleet-install';
const unit = 'agent-fleet-install';

/**
 * What a stock instance is told beside the name of its configuration: to fetch the kit, run the installer and start the
 * supervisor. A boothook of cloud-init runs it as soon as the network is there, 20 s before ordinary user data would be;
 * it only hands the work to systemd, because at that stage nothing else of the system is up.
 */
export function stockUserData(configurationLines: readonly string[], object: KitObject): string {
  const { bucket, key, version, sha256, region } = object;
  return `#cloud-boothook
#!/bin/sh
${configurationLines.join('\n')}
# A boothook runs at every boot.
[ ! -L /etc/systemd/system/multi-user.target.wants/${serviceName}.service ] || exit 0
mkdir -p ${run} /run/systemd/system
cat >${run}/fetch-kit.py <<'END'
${readFileSync(join(__dirname, 'fetch-kit.py'), 'utf8')}END
cat >/run/systemd/system/${unit}.service <<'END'
[Unit]
Description=Makes this machine an instance of agent-fleet
StartLimitIntervalSec=900
StartLimitBurst=5
# A machine that cannot be installed would cost money and do nothing.
StartLimitAction=poweroff-force
[Service]
Type=oneshot
ExecStart=-/bin/systemctl stop unattended-upgrades.service apt-daily.timer apt-daily-upgrade.timer
ExecStart=/usr/bin/python3 ${run}/fetch-kit.py ${bucket} ${key} ${version} ${sha256} ${region} ${run}/kit
ExecStart=/bin/sh ${run}/kit/install.sh
ExecStart=/bin/systemctl daemon-reload
ExecStart=/bin/systemctl start --no-block docker.socket ${serviceName}.service
Restart=on-failure
RestartSec=10
TimeoutStartSec=600
# The console is what can be read of an instance that has gone: aws ec2 get-console-output.
StandardOutput=journal+console
StandardError=inherit
END
systemctl start --no-block ${unit}.service
`;
}
