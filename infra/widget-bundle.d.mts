/**
 * The widget's files by name, such as `widget-0123456789.js`, and the names of those that are loaded first: by sites,
 * and by the page of results. The engine is for sites that have an index and no server.
 */
export interface WidgetBundle {
  readonly entry: string;
  readonly page: string;
  /** The file that a page loads first, and the one that it loads later. */
  readonly engine: readonly [first: string, later: string];
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Rejects where the source does not build; `root` is that of the repository. `isSmallest` takes some seconds more, and
 * 5 % off the engine: for what is published.
 */
export function bundleWidget(root: string, options?: { readonly isSmallest?: boolean }): Promise<WidgetBundle>;

/** The engine as one file. */
export function bundleWholeEngine(root: string): Promise<string>;
