import type { AgentConfiguration } from '../config/agent-configuration';
import { parseWantedCapacity, type WantedCapacity } from '../config/wanted-capacity';
import type { GroupSizes } from '../scaler-lambda/desired-capacity';
import type { AgentGroup } from './agent-group';
import { describeError, type InstanceLog } from './instance-log';
import type { LeavingView } from './leaving';
import type { ParameterStore } from './parameter-store';
import { queueFigures } from './queue-figures';

export interface LeavingQuestion {
  readonly isClean: boolean;
  readonly configuration: AgentConfiguration;
  readonly group: Pick<AgentGroup, 'view'>;
  readonly store: Pick<ParameterStore, 'values'>;
  /** Registration token. */
  readonly token: () => Promise<string>;
  readonly log: InstanceLog;
}

/** What decides whether an instance can leave with its place: all asked at once. @throws when the group does not answer */
export async function leavingView({ isClean, configuration, group, store, token, log }: LeavingQuestion) {
  const { wantedParameter, agentsPerInstance } = configuration;
  const unknown = (what: string) => (error: unknown) => {
    log('decides without', { what, error: describeError(error) });
    return undefined;
  };
  const [view, values, figures] = await Promise.all([
    group.view(),
    wantedParameter === undefined ? undefined : store.values([wantedParameter], 0).catch(unknown('wanted capacity')),
    wantedParameter === undefined
      ? undefined
      : token()
          .then((text) => queueFigures(configuration, text))
          .catch(unknown('queue figures')),
  ]);
  const { pending, ...sizes } = view;
  const wanted = wantedParameter === undefined ? asItIs(sizes) : parseWantedCapacity(values?.get(wantedParameter));
  return { isClean, group: sizes, pending, agentsPerInstance, wanted, figures } satisfies LeavingView;
}

/** Without a scaler nobody would raise what an instance lowers: a static fleet keeps the size that it was given. */
function asItIs({ desired }: GroupSizes): WantedCapacity {
  return { wanted: desired, spare: 0, min: desired, max: desired };
}
