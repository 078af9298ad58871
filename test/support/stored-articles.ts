/**
 * Articles put into an index without their uploads: one segment a call, whose source keys and fields a test chooses.
 */

import type { IndexContext } from "../../src/index/shared.ts";
import { BatchCommitter, runMaintenance } from "../../src/index/write.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { createCompactionPolicy } from "./inside/index-compaction.ts";
import { presentManifest } from "./live-index.ts";

export interface ArticleUnderTest {
  readonly text: string;
  readonly id?: string;
  readonly title?: string | null;
  readonly lead?: string;
  readonly url?: string | null;
  readonly publishedAt?: string | null;
  readonly dateRange?: readonly [string, string] | null;
  readonly source?: string | null;
  readonly agency?: string | null;
  readonly place?: string | null;
  readonly author?: string | null;
  readonly section?: string | null;
  readonly tags?: readonly string[];
}

let version = 0;

/** Adds or replaces what a source key holds: one article, several, or none. One segment, one commit. */
export async function commitArticles(
  context: IndexContext,
  articlesByKey: Readonly<Record<string, ArticleUnderTest | readonly ArticleUnderTest[]>>,
  options = resolvedArticleOptions,
): Promise<void> {
  version += 1;
  await new BatchCommitter(context, options).commit(Object.keys(articlesByKey), async (key) => {
    const articles = [articlesByKey[key] ?? []].flat() as ArticleUnderTest[];
    const documents = articles.map((article, i) => ({
      id: `${key}#${i}`,
      title: null,
      lead: "",
      url: null,
      publishedAt: null,
      dateRange: null,
      source: null,
      agency: null,
      place: null,
      ...article,
    }));
    return { state: "present", version: String(version), documents };
  });
}

/** Takes source keys out. */
export async function removeArticles(context: IndexContext, keys: readonly string[]): Promise<void> {
  await new BatchCommitter(context, resolvedArticleOptions).commit(keys, async () => ({ state: "absent" }));
}

/** Merges all segments into one; how many there are then. */
export async function mergeAll(context: IndexContext): Promise<number> {
  const policy = createCompactionPolicy({ smallDocuments: 1_000, maxSmallSegments: 1, maxInputs: 1_000 });
  await runMaintenance(context, resolvedArticleOptions, { policy });
  return (await presentManifest(context)).segments.length;
}
