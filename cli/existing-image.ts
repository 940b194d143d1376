import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { explainedAwsFailure } from './aws-failure';

/** Id of the account's own image called `name` in `region`; undefined where there is none. @throws UserError with what AWS said */
export async function existingImage(name: string, region: string): Promise<string | undefined> {
  const client = new EC2Client({ region });
  try {
    const filters = [
      { Name: 'name', Values: [name] },
      { Name: 'state', Values: ['pending', 'available'] },
    ];
    const { Images = [] } = await client.send(new DescribeImagesCommand({ Owners: ['self'], Filters: filters }));
    return Images[0]?.ImageId;
  } catch (error) {
    throw explainedAwsFailure(error);
  } finally {
    client.destroy();
  }
}
