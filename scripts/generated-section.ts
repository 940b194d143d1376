/** Puts `content` between the markers of the section `name` of a Markdown page. @throws Error when it has no such section */
export function withSection(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const [start, stop] = [page.indexOf(begin), page.indexOf(end)];
  if (start < 0 || stop < start) throw new Error(`the page has no section ${name}`);
  return `${page.slice(0, start + begin.length)}\n${content.trim()}\n${page.slice(stop)}`;
}
