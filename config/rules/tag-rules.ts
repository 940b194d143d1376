/** Tags that AWS allows on a resource, less those set here: three agent-fleet:* tags, Name, and one to spare. */
const mostTags = 45;

/**
 * What is wrong with one tag. Source: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html,
 * with the characters that IAM, Lambda and Systems Manager all accept.
 */
export function tagProblem(key: string, value: string): string | undefined {
  if (key === '' || key.length > 128) return 'must have a key of 1 to 128 characters';
  if (/^aws:/i.test(key)) return 'must have a key that does not begin with aws:, which AWS keeps for itself';
  if (/^agent-fleet:/i.test(key))
    return 'must have a key that does not begin with agent-fleet:, which this program sets';
  if (key.toLowerCase() === 'name') return 'must be left out: Name is the resource prefix';
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(key)) return 'must have a key of letters, digits, spaces and _.:/=+-@';
  if (value.length > 256) return 'must be at most 256 characters';
  if (/^aws:/i.test(value)) return 'must not begin with aws:, which AWS keeps for itself';
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(value)) return 'must be letters, digits, spaces and _.:/=+-@';
  return undefined;
}

/** What is wrong with all tags of an agent type together; IAM holds keys that differ only in case for the same. */
export function tagSetProblem(keys: readonly string[]): string | undefined {
  if (keys.length > mostTags)
    return `must be at most ${mostTags} tags with those of the fleet (there are ${keys.length})`;
  const twin = keys.find((key, index) => keys.findIndex((other) => other.toLowerCase() === key.toLowerCase()) < index);
  if (twin === undefined) return undefined;
  const first = keys.find((key) => key.toLowerCase() === twin.toLowerCase());
  return `must not have both ${first} and ${twin}: IAM does not tell upper from lower case in tag keys`;
}
