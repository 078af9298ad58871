import { mkdir, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { putSamples } from "../../../infra/local/sample-articles.ts";
import { makeContext } from "../../support/index-context.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";

it("each sample is put under its path", async () => {
  const folder = await makeTemporaryFolder();
  try {
    await mkdir(`${folder.path}/vestnik`);
    await writeFile(`${folder.path}/vestnik/мост.txt`, "Мост открыли.");
    await writeFile(`${folder.path}/парк.txt`, "Парк закрыли: http://127.0.0.1:8080/park.svg");
    const context = makeContext();
    expect(await putSamples(context, folder.path, "http://127.0.0.1:9999")).toBe(2);
    const { objects } = await context.store.list({ prefix: "articles/" });
    expect(objects.map(({ key }) => key)).toEqual([
      expect.stringMatching(/^articles\/.*vestnik\/мост\.txt$/),
      expect.stringMatching(/^articles\/.*парк\.txt$/),
    ]);
    expect(Buffer.from((await context.store.get(objects[1]!.key)).bytes).toString()).toBe(
      "Парк закрыли: http://127.0.0.1:9999/park.svg",
    );
  } finally {
    await folder.remove();
  }
});
