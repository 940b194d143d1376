import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { WantedParameter } from '../../scaler-lambda/wanted-parameter';

test('what is wanted costs nothing to keep, whatever tier the account has by default', async () => {
  const aws = mockClient(SSMClient);
  aws.on(PutParameterCommand).resolves({});
  await new WantedParameter(new SSMClient({}), '/wanted').write('{}', new AbortController().signal);
  const input = { Name: '/wanted', Value: '{}', Tier: 'Standard', Overwrite: true };
  expect(aws.commandCalls(PutParameterCommand)[0]?.args[0].input).toEqual(input);
});
