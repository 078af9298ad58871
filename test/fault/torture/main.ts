/**
 * npm run torture -- --place file|s3|ceph --uploads N --seed S: a torture of the file store, of the local S3 endpoint,
 * or of a production S3 at CEPH_ENDPOINT (.ci/ceph.sh starts one). Prints a summary; fails where a promise is broken.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { PLACE_NAMES, withTorturePlace } from "./places.ts";
import { torture, tortureText, writeProgress } from "./torture.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      place: { type: "string", default: "file" },
      uploads: { type: "string", default: "2000" },
      seed: { type: "string", default: "1" },
    },
  });
  const name = PLACE_NAMES.find((one) => one === values.place);
  if (name === undefined) throw new Error(`--place must be one of ${PLACE_NAMES.join(", ")}`);
  const uploads = Number(values.uploads);
  await withTorturePlace(name, async (place, script) => {
    const onProgress = (done: number, kills: number) => writeProgress(done, uploads, kills);
    const report = await torture({ place, script, uploads, seed: Number(values.seed), onProgress });
    console.log(`\n${name}: nothing lost, doubled or stale: ${tortureText(report)}`);
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
