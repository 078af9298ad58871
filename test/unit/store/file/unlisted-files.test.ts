import { mkdirSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { findUnlistedFiles } from "../../../../src/store/local.ts";
import { makeTemporaryFolder } from "../../../support/temporary-folder.ts";

it("files whose names cannot be keys are told, at any depth, and no others", async () => {
  const folder = await makeTemporaryFolder();
  try {
    const long = Array.from({ length: 5 }, () => "а".repeat(120)).join("/");
    mkdirSync(`${folder.path}/articles/${long}`, { recursive: true });
    writeFileSync(`${folder.path}/articles/ёлка.txt`, "");
    writeFileSync(`${folder.path}/articles/${long}/a.txt`, "");
    // «ёлка» in windows-1251.
    writeFileSync(Buffer.concat([Buffer.from(`${folder.path}/articles/`), Buffer.from([0xb8, 0xeb, 0xea, 0xe0])]), "");
    const found = [...findUnlistedFiles(folder.path, "articles/")].sort((a, b) => a.path.length - b.path.length);
    expect(found).toEqual([
      { path: "articles/\ufffd\ufffd\ufffd\ufffd", fault: "its name is not UTF-8" },
      { path: `articles/${long}/a.txt`, fault: "it is longer than 1024 bytes" },
    ]);
    expect([...findUnlistedFiles(folder.path, "nowhere/")]).toEqual([]);
  } finally {
    await folder.remove();
  }
});
