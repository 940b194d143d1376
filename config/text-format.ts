import { z } from 'zod';

/** Text that fits `pattern`; `allowed` says so in words and follows "must be" in messages. */
export function text(pattern: RegExp, allowed: string) {
  return z.string().regex(pattern, `must be ${allowed}`).meta({ allowed });
}

const hex = '(?:[0-9a-f]{8}|[0-9a-f]{17})';

/** Id of an AWS resource: the prefix and 8 or 17 hexadecimal digits. */
export function resourceId(prefix: 'ami' | 'vpc' | 'subnet' | 'sg' | 'h', what: string) {
  return text(new RegExp(`^${prefix}-${hex}$`), `${what}: ${prefix}- and 8 or 17 hexadecimal digits`);
}

const partition = '(?:aws|aws-[a-z-]+)';
// The provider takes no other versions of UUIDs; KMS makes version 4.
const keyId = '(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})';
const aliasName = 'alias/[A-Za-z0-9/_-]{1,250}';
const keyArn = `arn:${partition}:kms:[a-z0-9-]+:\\d{12}:(?:key/${keyId}|${aliasName})`;

/** A KMS key: https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id */
export const kmsKey = text(
  new RegExp(`^(?:${keyId}|${aliasName}|${keyArn})$`),
  'a KMS key: a key id, a key ARN, alias/NAME or an alias ARN',
);

/** An IAM policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export const policyArnPattern = new RegExp(
  `^arn:${partition}:iam::(?:aws|\\d{12}):policy/(?:[!-~]+/)?[A-Za-z0-9_+=,.@-]{1,128}$`,
);

/** A general purpose bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = text(
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  'an S3 bucket name: 3 to 63 lower-case letters, digits, dots and hyphens',
);

/**
 * Region codes of all partitions: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`. New regions need no new version of this,
 * a misspelt direction is found.
 */
export const region = text(
  /^[a-z]{2,4}(?:-[a-z]+)?-(?:north|south|east|west|central|(?:north|south)(?:east|west))-\d{1,2}$/,
  'an AWS region, such as us-east-1',
);
