import { z } from 'zod';

const attributes = z.record(z.string(), z.unknown());

const planned = z.object({
  resource_changes: z
    .array(
      z.object({
        address: z.string(),
        mode: z.string(),
        type: z.string(),
        action_reason: z.string().optional(),
        change: z.object({
          actions: z.array(z.string()),
          before: attributes.nullish(),
          after: attributes.nullish(),
          importing: z.object({ id: z.string() }).optional(),
        }),
      }),
    )
    .default([]),
});
const tagMap = z.record(z.string(), z.string());
/** How an Auto Scaling group has its tags. */
const tagBlocks = z.array(z.object({ key: z.string(), value: z.string() }));

/** What a plan has in mind for a resource. */
export interface PlannedResource {
  readonly address: string;
  readonly type: string;
  /** `no-op`, `create`, `update`, `delete`; two for a replacement. */
  readonly actions: readonly string[];
  readonly imported: boolean;
  readonly importId: string | undefined;
  /** Its creation failed halfway. */
  readonly halfMade: boolean;
  /** It is made again because the run asked for that. */
  readonly replaced: boolean;
  /** Attributes that are known. */
  readonly after: Readonly<Record<string, unknown>>;
  /** Tags that it has in AWS. */
  readonly tags: ReadonlyMap<string, string>;
}

/** The resources in the output of `terraform show -json PLAN`. */
export function plannedResources(planJson: string): PlannedResource[] {
  return planned
    .parse(JSON.parse(planJson))
    .resource_changes.filter(({ mode }) => mode === 'managed')
    .map(({ address, type, action_reason, change: { actions, before, after, importing } }) => ({
      address,
      type,
      actions,
      imported: importing !== undefined,
      importId: importing?.id,
      halfMade: action_reason === 'replace_because_tainted',
      replaced: action_reason === 'replace_by_request',
      after: after ?? {},
      tags: tagsOf(before ?? {}),
    }));
}

function tagsOf({ tags_all, tags, tag }: z.output<typeof attributes>): Map<string, string> {
  const map = tagMap.safeParse(tags_all ?? tags).data;
  if (map) return new Map(Object.entries(map));
  return new Map(tagBlocks.safeParse(tag).data?.map(({ key, value }) => [key, value]));
}
