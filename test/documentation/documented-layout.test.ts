/**
 * The page of docs/widget.md that has the field, the filters and the results in places of their own, in a real
 * Chromium.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { findViolations } from "../browser/support/axe.ts";
import { useScriptedSites } from "../browser/support/scripted-sites.ts";
import { parseBlocks } from "./documented-page.ts";

const blocks = parseBlocks("docs/widget.md", readFileSync("docs/widget.md", "utf8")).filter(({ headings }) =>
  headings.includes("In places of your own"),
);
const textOf = (language: string): string => blocks.find((block) => block.language === language)?.text ?? "";

const openSite = useScriptedSites();

it.each([
  ["desk", 1200, "beside"],
  ["phone", 390, "above"],
] as const)("on a %s, %i px wide, has the filters %s the results", async (_, width, side) => {
  const css = `body { background: Canvas; color: CanvasText } ${textOf("css")}`;
  const { page, field } = await openSite({
    body: textOf("html").replace(' endpoint="https://search.example"', ""),
    css,
    context: { viewport: { width, height: 800 } },
  });
  const filters = page.locator("poisk-filters");
  await field.fill("порт");
  await page.getByText("Заметка 1: порт у причала").waitFor();
  await filters.locator(".choice").first().waitFor({ state: "attached" });
  const [left, right] = [await filters.boundingBox(), await page.locator("poisk-results").boundingBox()];
  expect(left?.y === right?.y).toBe(side === "beside");
  expect(new URL(page.url()).searchParams.get("q")).toBe("порт");
  expect(await findViolations(page)).toEqual([]);
});
