import { nearestKey } from '../config/allowed-value';
import { UserError } from './user-error';

/** Names shown of a fleet that has many. */
const shown = 20;

/** The mistake of naming an agent type that the fleet does not have. */
export function unknownAgentType(wanted: string, known: readonly string[]): UserError {
  const nearest = nearestKey(wanted, known);
  const more = known.length > shown ? `, and ${known.length - shown} more` : '';
  const hint =
    nearest === undefined ? `there are ${known.slice(0, shown).join(', ')}${more}` : `did you mean ${nearest}?`;
  return new UserError(`there is no agent type ${wanted}; ${hint}`, 2);
}
