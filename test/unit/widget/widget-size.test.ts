import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { bundleWidget } from "../../../infra/widget-bundle.mjs";
import type { WidgetFiles } from "../../../src/http/widget-endpoint.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const KB = 1_024;

const packedBytes = (text: string): number => gzipSync(text, { level: 9 }).length;

describe("the built widget", () => {
  let widget: WidgetFiles;
  beforeAll(async () => {
    widget = await bundleWidget(ROOT);
  });

  const text = (name: string): string => widget.files[name] ?? "";
  const later = (name: string): string[] =>
    [...text(name).matchAll(/import\("\.\/([^"]+)"\)/g)].map(([, file]) => file ?? "");

  it("has 10 KB gzipped from the script tag to the first hits under a field", () => {
    const loader = `export*from"./${widget.entry}";\n`;
    expect(packedBytes(loader) + packedBytes(text(widget.entry))).toBeLessThanOrEqual(10 * KB);
  });

  it("has 12.5 KB gzipped to the first hits of a page of results", () => {
    const page = later(widget.entry).find((name) => later(name).length > 0) ?? "";
    expect(text(page)).toContain("filters");
    expect(packedBytes(text(widget.entry)) + packedBytes(text(page))).toBeLessThanOrEqual(12.5 * KB);
  });

  it("names every file that it loads, and loads every file that it has", () => {
    const loaded = new Set([widget.entry]);
    for (const name of loaded) for (const next of later(name)) loaded.add(next);
    expect([...loaded].sort()).toEqual(Object.keys(widget.files).sort());
  });

  it("is named after its content", async () => {
    expect(await bundleWidget(ROOT)).toEqual(widget);
  });

  it("parses no markup, evaluates nothing, and keeps nothing", () => {
    const all = Object.values(widget.files).join("\n");
    expect(all).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|localStorage|sessionStorage|indexedDB|\.cookie/,
    );
  });
});

it("the client alone has 2 KB gzipped", async () => {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/widget/search-client.ts"],
    bundle: true,
    write: false,
    format: "esm",
    minify: true,
    charset: "utf8",
  });
  expect(packedBytes(outputFiles[0]?.text ?? "")).toBeLessThanOrEqual(2 * KB);
});
