/** Tells whether a page is the playground, by its source or its address. */
export function isPlayground(path: string): boolean {
  return /(?:^|\/)playground(?:\.md|\.html)?$/.test(path);
}
