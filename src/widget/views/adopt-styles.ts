/**
 * Puts styles into a shadow root (layer 5) as constructable stylesheets, one for all elements of a page.
 */

const sheets = new Map<string, CSSStyleSheet>();

/** Adds the styles to those that the root has. */
export function adoptStyles(root: ShadowRoot, css: string): void {
  const sheet = sheets.get(css) ?? new CSSStyleSheet();
  if (!sheets.has(css)) sheet.replaceSync(css);
  sheets.set(css, sheet);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
