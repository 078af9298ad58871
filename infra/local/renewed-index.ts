/**
 * Makes the index anew where it was made by another analyzer, parser or format, or cannot be read: the uploads lie in
 * the same folder, so nothing is lost and nobody needs to be asked.
 */
import { startProgress } from "../../functions/cli/terminal/progress.ts";
import type { Terminal } from "../../functions/cli/terminal/terminal.ts";
import { isErrorOfKind, isSearchIndexError } from "../../src/errors.ts";
import { rebuildIndex } from "../../src/indexer/bulk/rebuild.ts";
import { listUploads } from "../../src/indexer/ingest/reconcile.ts";
import type { UploadProcessor } from "../../src/indexer/processing/upload-processor.ts";
import { requireSchema, schemaOf } from "../../src/manifest/manifest.ts";
import { type IndexContext, ManifestStore } from "../../src/manifest/manifest-store.ts";
import { resolvedArticleOptions } from "../../src/segment/schema/article-options.ts";

/** Resolves when the index is one that this program writes, or when there is none yet. */
export async function renewIndex(context: IndexContext, processor: UploadProcessor, terminal: Terminal): Promise<void> {
  const reason = await findReason(context);
  if (reason === null) return;
  terminal.note(`${reason} It is made anew from the uploads now.`);
  let total = 0;
  for await (const _ of listUploads(context)) total += 1;
  const progress = startProgress(terminal, "Rebuilding", total, "uploads");
  try {
    await rebuildIndex(context, processor, progress.update);
  } finally {
    progress.stop();
  }
}

/** One sentence, or null where the index is fit. */
async function findReason(context: IndexContext): Promise<string | null> {
  const manifests = new ManifestStore(context);
  const schema = schemaOf(resolvedArticleOptions);
  try {
    const snapshot = (await manifests.load()) ?? (await manifests.loadOrCreate(schema));
    requireSchema(snapshot.manifest, schema);
    return null;
  } catch (error) {
    if (isSearchIndexError(error) && error.code === "index-outdated") {
      return "The index was made by other rules of reading and analysing articles.";
    }
    if (isErrorOfKind(error, "corrupt-data")) return "The index cannot be read by this version of poisk.";
    throw error;
  }
}
