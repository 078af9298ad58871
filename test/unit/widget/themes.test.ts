/**
 * The themes are sheets for pages of others: what they set must be what the box has, and what docs/widget.md names.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const FOLDER = new URL("../../../src/widget/themes/", import.meta.url);
const page = readFileSync(new URL("../../../docs/widget.md", import.meta.url), "utf8");
const namedIn = (text: string, pattern: RegExp): string[] => [
  ...new Set(Array.from(text.matchAll(pattern), ([, name = ""]) => name)),
];

describe.each(readdirSync(fileURLToPath(FOLDER)))("%s", (name) => {
  const sheet = readFileSync(new URL(name, FOLDER), "utf8");
  const theme = `poisk-${name.replace(".css", "")}`;

  it("sets only custom properties that the page of the box lists", () => {
    const properties = namedIn(sheet, /^ +(--poisk-[a-z-]+):/gm);
    expect(properties.length).toBeGreaterThan(0);
    expect(properties.filter((property) => !page.includes(`\`${property}\``))).toEqual([]);
  });

  it("styles only parts that the page of the box lists", () => {
    const parts = namedIn(sheet, /::part\(([a-z-]+)\)/g);
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.filter((part) => !page.includes(`\`${part}\``))).toEqual([]);
  });

  it("touches nothing but elements of its class, which the page names", () => {
    const selectors = namedIn(sheet, /^ *([^\s@/*}][^{};:]*)(?:::part\([a-z-]+\))? \{$/gm);
    expect(selectors).toEqual([`.${theme}`]);
    expect(page).toContain(`\`${theme}\``);
  });
});
