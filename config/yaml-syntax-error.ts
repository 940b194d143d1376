import type { YAMLError } from 'yaml';

export function duplicateKey(error: YAMLError): boolean {
  return error.code === 'DUPLICATE_KEY';
}

export function isOpenQuote({ code, message }: YAMLError): boolean {
  return code === 'MISSING_CHAR' && message.startsWith('Missing closing');
}

/** What is wrong with the YAML of `text`, in words for people who write fleet files. */
export function describeSyntaxError(error: YAMLError, text: string): string {
  const [start, end] = error.pos;
  if (error.code === 'DUPLICATE_KEY')
    return `${keyAt(text, start)} is given twice; a key must be unique in its mapping`;
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY')
    return 'this value goes on with another "key: value"; text with a colon must be in quotes, and the next line indented as its own level is';
  if (isOpenQuote(error)) return 'the quote that begins here is never closed';
  if (error.code === 'TAB_AS_INDENT') return 'a tab indents this line; must be indented with spaces';
  if (error.code === 'TAG_RESOLVE_FAILED') return `${text.slice(start, end)} is a tag; tags must not be used`;
  // What the parser says of a text that nests until its call stack is full.
  if (/call stack/.test(error.message)) return 'this is nested too deeply';
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1).split('\n')[0] ?? '';
  const hint = line.includes('${') ? '; between { } or [ ] a reference to the environment must stand in quotes' : '';
  return `this is no YAML: ${error.message.split('\n')[0]}${hint}`;
}

function keyAt(text: string, offset: number): string {
  return /^["']?([^"':\n]+)/.exec(text.slice(offset))?.[1]?.trim() ?? 'this key';
}
