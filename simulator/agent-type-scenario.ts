import { bootTimeOf } from '../config/boot-times';
import type { AgentType } from '../config/fleet';
import { defaultScenario, type Scenario } from './scenario';

/** The scenario that an agent type's own settings make. */
export function agentTypeScenario({ size, agent, image }: AgentType): Scenario {
  const boot = bootTimeOf(image.os);
  return {
    ...defaultScenario,
    min: size.scaling === 'static' ? (size.desired ?? size.min) : size.min,
    max: size.scaling === 'static' ? (size.desired ?? size.min) : size.max,
    headroom: size.headroom,
    readyFor: size.readyFor,
    agentsPerInstance: agent.perInstance,
    disconnectAfterJob: agent.disconnectAfterJob,
    idleTimeout: agent.idleTimeout.seconds,
    boot: boot.mean,
    bootDeviation: boot.deviation,
    maxLifetime: size.maxLifetime?.seconds ?? Number.POSITIVE_INFINITY,
    drainLimit: agent.drainLimit.seconds,
    faults: { ...defaultScenario.faults, bootLimit: agent.bootLimit.seconds },
  };
}
