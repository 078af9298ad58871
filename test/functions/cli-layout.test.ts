/**
 * The command over uploads and an index that lie elsewhere than by default, and over two indexes of the same uploads.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listAll } from "../../src/store/store.ts";
import { type CommandPlace, openPlace, PLACES } from "./command-place.ts";

const ELSEWHERE = ["--uploads-prefix", "pages/", "--index-prefix", "search"];

const article = (title: string) =>
  JSON.stringify({ title, text: `${title}. ${"Подробности сообщат утром. ".repeat(8)}` });

describe.each(PLACES)("in %s", (kind) => {
  let place: CommandPlace;
  beforeEach(async () => {
    place = await openPlace(kind);
  });
  afterEach(() => place.close());

  const found = async (...args: string[]) => {
    const { printed } = await place.poisk("search", "--json", "ледокол", ...args);
    return (JSON.parse(printed) as { total: number }).total;
  };

  it("uploads and index lie where the options say, and nowhere else", async () => {
    const file = await place.write("page.json", article("Ледокол вышел в море"));
    expect((await place.poisk("put", file, ...ELSEWHERE)).exitCode).toBe(0);
    expect(await found(...ELSEWHERE)).toBe(1);
    const tops = new Set<string>();
    for await (const { key } of listAll(place.store, "")) tops.add(key.split("/")[0] ?? "");
    expect([...tops].sort()).toEqual(["pages", "search"]);
    expect((await place.poisk("search", "ледокол")).exitCode).toBe(1);
  });

  it("a second index of the same uploads is made beside the first, which goes on", async () => {
    await place.put("a.json", article("Ледокол вышел в море"));
    expect((await place.poisk("rebuild", "--index-prefix", "index-2/")).exitCode).toBe(0);
    await place.put("b.json", article("Ледокол вернулся"));
    expect([await found(), await found("--index-prefix", "index-2/")]).toEqual([2, 1]);
    expect((await place.poisk("reconcile", "--index-prefix", "index-2/")).exitCode).toBe(0);
    expect(await found("--index-prefix", "index-2/")).toBe(2);
  });

  it("prefixes that lie in one another, or begin with a slash, are not understood", async () => {
    const inside = await place.poisk("status", "--index-prefix", "articles/index");
    expect([inside.exitCode, inside.noted]).toEqual([2, expect.stringContaining("must not lie in one another")]);
    const slash = await place.poisk("status", "--uploads-prefix", "/pages");
    expect([slash.exitCode, slash.noted]).toEqual([2, expect.stringContaining("--uploads-prefix")]);
  });
});
