/**
 * The widget's files by name, such as `widget-0123456789.js`, and the names of those that are loaded first: by sites, and by the page of results. The
 * engine is for sites that have an index and no server.
 */
export interface WidgetBundle {
  readonly entry: string;
  readonly page: string;
  readonly engine: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Properties that a shorter name stands for in the files. */
export const innerNames: readonly string[];

/** Rejects where the source does not build; `root` is that of the repository. */
export function bundleWidget(root: string): Promise<WidgetBundle>;
