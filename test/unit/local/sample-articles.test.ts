import { mkdir, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { putSamples } from "../../../infra/local/sample-articles.ts";
import { makeContext } from "../../support/index-context.ts";
import { s3Answer, startScriptedS3 } from "../../support/scripted-s3.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";

it("each sample goes to the endpoint under its path, on a connection of its own", async () => {
  const folder = await makeTemporaryFolder();
  const s3 = await startScriptedS3();
  s3.answer = s3Answer(200, {});
  try {
    await mkdir(`${folder.path}/vestnik`);
    await writeFile(`${folder.path}/vestnik/мост.txt`, "Мост открыли.");
    await writeFile(`${folder.path}/парк.txt`, "Парк закрыли.");
    expect(await putSamples(makeContext(), folder.path, `${s3.endpoint}/b`)).toBe(2);
    expect(s3.requests.map(({ url }) => decodeURIComponent(url)).sort()).toEqual([
      expect.stringMatching(/^\/b\/articles\/.*vestnik\/мост\.txt$/),
      expect.stringMatching(/^\/b\/articles\/.*парк\.txt$/),
    ]);
    expect(s3.requests.map(({ headers }) => headers.connection)).toEqual(["close", "close"]);
  } finally {
    await s3.close();
    await folder.remove();
  }
});
