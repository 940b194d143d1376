/**
 * Whether text looks like a registration token rather than a name: twenty or more letters and digits on end, upper case,
 * lower case and digits mixed. People do paste the token where its parameter's name belongs; messages must not repeat it.
 */
export function looksLikeToken(text: string): boolean {
  if (/^(?:arn:|https?:)/.test(text)) return false;
  const runs = text.split(/[^A-Za-z0-9]/);
  return runs.some((run) => run.length >= 20 && /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run));
}
