import { TerraformStack, Testing } from 'cdktf';
import { z } from 'zod';

const blocks = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({});
const template = z.object({ resource: blocks, data: blocks });

/** Synthesizes what `build` adds to an empty stack; lists its blocks of one type. */
export function synth(build: (stack: TerraformStack) => void) {
  const stack = new TerraformStack(Testing.app(), 'test');
  build(stack);
  const { resource, data } = template.parse(JSON.parse(Testing.synth(stack)));
  return {
    resources: (type: { tfResourceType: string }) => Object.values(resource[type.tfResourceType] ?? {}),
    dataSources: (type: { tfResourceType: string }) => Object.values(data[type.tfResourceType] ?? {}),
  };
}
