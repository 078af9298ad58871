/**
 * The owner's file of words beside the query function: a layer of one file, so that new words are a new deployment and the
 * bundle stays the one that was built. A file that means nothing is refused before anything is deployed.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Architecture, Code, LayerVersion } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { readSynonymsFile } from "../../functions/query/synonyms-file.ts";

/** Lambda unpacks layers into /opt. */
const NAME = "poisk-words.txt";
export const WORDS_PATH = `/opt/${NAME}`;

export class WordsLayer extends Construct {
  readonly layer: LayerVersion;

  /** `path` on this machine; `invalid-options` where its words cannot be used. */
  constructor(scope: Construct, id: string, path: string) {
    super(scope, id);
    readSynonymsFile(path);
    this.layer = new LayerVersion(this, "Layer", {
      description: "Synonyms and words in their very form.",
      code: Code.fromAsset(folderWith(readFileSync(path))),
      compatibleArchitectures: [Architecture.ARM_64],
    });
  }
}

/** A folder of its own for each content. */
function folderWith(words: Buffer): string {
  const hash = createHash("sha256").update(words).digest("hex").slice(0, 16);
  const folder = fileURLToPath(new URL(`../../dist/words/${hash}`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, NAME), words);
  return folder;
}
