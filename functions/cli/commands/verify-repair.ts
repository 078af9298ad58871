/**
 * `poisk verify --repair`: repairs the index by as little work as will do, and says what it did.
 */
import { isErrorOfKind } from "../../../src/errors.ts";
import { rebuildIndex } from "../../../src/indexer/bulk/rebuild.ts";
import type { Finding } from "../../../src/indexer/verify/findings.ts";
import { planRepair } from "../../../src/indexer/verify/verify.ts";
import type { Manifest } from "../../../src/manifest/manifest.ts";
import { type IndexContext, ManifestStore } from "../../../src/manifest/manifest-store.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { countText } from "../terminal/terminal.ts";

/** Repairs what was found, and gives one sentence on it; null where nothing had to be done. */
export async function repairFindings(context: IndexContext, findings: readonly Finding[]): Promise<string | null> {
  const plan = planRepair(findings, await loadReadable(context), context.layout);
  if (plan === null) return null;
  const { uploads } = await rebuildIndex(context, openUploadProcessor(process.env), plan);
  const { damaged } = plan;
  if (damaged === undefined) return `Made the whole index anew from ${countText(uploads, "upload")}.`;
  const replaced = damaged.size === 0 ? "" : `Replaced ${countText(damaged.size, "damaged segment")}. `;
  return `${replaced}Read ${countText(uploads, "upload")} anew; the rest of the index was left as it is.`;
}

async function loadReadable(context: IndexContext): Promise<Manifest | null> {
  try {
    return (await new ManifestStore(context).load())?.manifest ?? null;
  } catch (error) {
    if (isErrorOfKind(error, "corrupt-data")) return null;
    throw error;
  }
}
