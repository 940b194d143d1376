/**
 * `text` as a Terraform string that means exactly that text: `${` and `%{` would otherwise start a template.
 * Everything that people may write freely (environment variables, tags, patterns) goes through here.
 */
export function templateText(text: string): string {
  return text.replaceAll('${', '$${').replaceAll('%{', '%%{');
}

/** `templateText` of keys and values. */
export function templateTexts(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [templateText(key), templateText(value)]));
}
