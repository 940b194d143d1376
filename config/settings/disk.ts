import { z } from 'zod';
import { DataSize, dataSizeBetween } from '../data-size';
import { kmsKey, text } from '../text-format';

/** EBS volume types that an instance can boot from; st1 and sc1 cannot: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html */
const volumeTypes = ['gp2', 'gp3', 'io1', 'io2', 'standard'] as const;

/** The encrypted root volume. */
export const disk = z.strictObject({
  device: text(/^(?:\/dev\/)?(?:sd|xvd)[a-z]{1,2}\d{0,2}$/, 'a device name, such as /dev/sda1 or /dev/xvda')
    .default('/dev/sda1')
    .describe('Device name of the root volume in the image'),
  size: dataSizeBetween(DataSize.gib(1), DataSize.gib(65_536)).prefault('64GiB').describe('Volume size'),
  type: z.enum(volumeTypes).default('gp3').describe('EBS volume type'),
  iops: z.int().min(100).max(256_000).optional().describe('Provisioned IOPS; gp3, io1 and io2 only'),
  throughput: z.int().min(125).max(2000).optional().describe('Throughput in MiB/s; gp3 only'),
  initializationRate: z
    .int()
    .min(100)
    .max(300)
    .optional()
    .describe(
      'MiB/s at which EBS fetches the image from S3 before the first read asks for it; charged for each launch. Default: as EBS can',
    ),
  kmsKey: kmsKey
    .optional()
    .describe('KMS key (id, ARN or alias/NAME) that encrypts the volume. Default: the account default key for EBS'),
});
