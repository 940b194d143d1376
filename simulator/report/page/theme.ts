/** A colour of the style sheet, which has them for light and for dark. */
export function styleColor(name: 'text' | 'muted' | 'line' | 'starting' | 'idle' | 'busy' | 'leaving'): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Calls back when the reader changes between light and dark. */
export function onThemeChange(redraw: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}
