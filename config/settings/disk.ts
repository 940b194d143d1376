import { z } from 'zod';
import { DataSize, dataSizeBetween } from '../data-size';

/** The encrypted root volume. */
export const disk = z.strictObject({
  device: z.string().default('/dev/sda1').describe('Device name of the root volume in the image'),
  size: dataSizeBetween(DataSize.gib(1), DataSize.gib(65_536)).default(DataSize.gib(64)).describe('Volume size'),
  type: z.enum(['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1', 'standard']).default('gp3').describe('EBS volume type'),
  iops: z.int().min(100).max(256_000).optional().describe('Provisioned IOPS; gp3, io1 and io2 only'),
  throughput: z.int().min(125).max(2000).optional().describe('Throughput in MiB/s; gp3 only'),
  kmsKey: z
    .string()
    .optional()
    .describe('KMS key ARN or alias that encrypts the volume. Default: the account default key for EBS'),
});
