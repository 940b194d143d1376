import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { StateKey } from '../../modules/state-key';
import { synth } from '../synth';

test('the key rotates and can be deleted by nobody who runs Terraform', () => {
  const [key] = synth((stack) => new StateKey(stack, 'key', { aliasName: 'alias/state' })).resources(KmsKey);
  expect(key).toMatchObject({ enable_key_rotation: true, lifecycle: { prevent_destroy: true } });
});

test('the alias leads to the key', () => {
  const [alias] = synth((stack) => new StateKey(stack, 'key', { aliasName: 'alias/state' })).resources(KmsAlias);
  expect(alias).toMatchObject({
    name: 'alias/state',
    target_key_id: expect.stringMatching(/^\$\{aws_kms_key\..+\.key_id\}$/),
  });
});
