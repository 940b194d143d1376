/** What EC2 knows about an instance, and its metadata service tells it. */
export interface InstanceFacts {
  readonly instanceId: string;
  readonly instanceType: string;
  readonly imageId: string;
  readonly accountId: string;
  readonly region: string;
  readonly availabilityZone: string;
  readonly privateIp: string;
  readonly privateDnsName: string;
  /** Name of the role in the instance profile; undefined without one. */
  readonly roleName: string | undefined;
  /** Shown to the instance only when `tagsInMetadata` is set. */
  readonly tags: Readonly<Record<string, string>>;
  /** InstanceMetadataTags of the launch template. */
  readonly tagsInMetadata: boolean;
  readonly spot: boolean;
  /** User data as text. */
  readonly userData: string;
}
