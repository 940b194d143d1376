/**
 * `text` as a Terraform string that means exactly that text: `${` and `%{` would otherwise start a template.
 * What people may write freely (environment variables of jobs, names of key pairs) goes through here.
 */
export function templateText(text: string): string {
  return text.replace(/[$%](?=\{)/g, '$&$&');
}
