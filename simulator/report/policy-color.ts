/**
 * One colour for each policy: Okabe and Ito's, which people with any colour vision can tell apart, the first one lighter to
 * be seen on a dark page as well.
 */
const policyColors = ['#1f86c9', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'] as const;

export function policyColor(index: number): string {
  return policyColors[index % policyColors.length] ?? policyColors[0];
}
