/** Types of build.mjs. */

/** Writes the playground's files into the folder. Rejects where the source does not build. */
export function buildPlayground(folder: string): Promise<void>;
