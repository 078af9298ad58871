import { expect, it } from "vitest";
import { UploadTable } from "../../../src/indexer/verify/upload-table.ts";

it.each([0, 3, 1_000, 2 ** 53])("keys are told apart by their versions, where %d were expected", (expected) => {
  const table = new UploadTable(expected);
  const keys = Array.from({ length: 100 }, (_, i) => `articles/${i}.txt`);
  expect(keys.every((key) => table.add(key, "1"))).toBe(true);
  expect(table.compare("articles/0.txt", "1")).toBe("same");
  for (let i = 100; i < 300; i += 1) table.add(`articles/${i}.txt`, "1");
  expect([table.isSeen("articles/0.txt"), table.isSeen("articles/1.txt"), table.unseen]).toEqual([true, false, 299]);
  expect(table.add("articles/7.txt", "2")).toBe(false);
  expect(table.compare("articles/299.txt", "1")).toBe("same");
  expect(table.compare("articles/299.txt", "2")).toBe("changed");
  expect(table.compare("articles/300.txt", "1")).toBe("missing");
});
