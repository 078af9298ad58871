import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { bundleWidget } from "../../../infra/widget-bundle.mjs";
import type { WidgetFiles } from "../../support/inside/http-requests.ts";

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
    [...text(name).matchAll(/"\.\/(widget-[^"]+)"/g)].map(([, file]) => file ?? "");
  /** The file that the entry loads later and that has these words. */
  const part = (words: string): string => {
    const [name, ...others] = later(widget.entry).filter((file) => text(file).includes(words));
    expect(others).toEqual([]);
    return text(name ?? "");
  };
  /** Counts the bytes of the line behind `/widget.js`, the first file, and the parts that a reader waits for. */
  const bytesWith = (...parts: string[]): number => {
    const loaded = [`export*from"./${widget.entry}";\n`, text(widget.entry), ...parts];
    expect(loaded).not.toContain("");
    return loaded.reduce((sum, file) => sum + packedBytes(file), 0);
  };

  it("has 14 KB gzipped from the script tag to the first hits under a field", () => {
    expect(bytesWith(part("listbox"))).toBeLessThanOrEqual(14 * KB);
  });

  it("has 14 KB gzipped to the first hits of a page of results that keeps its address", () => {
    expect(bytesWith(part("contain-intrinsic"), part("getAll("))).toBeLessThanOrEqual(14 * KB);
  });

  it("names every file that it loads, and loads every file that it has", () => {
    const loaded = new Set([widget.entry, widget.page ?? ""]);
    for (const name of loaded) for (const next of later(name)) loaded.add(next);
    expect([...loaded].sort()).toEqual(Object.keys(widget.files).sort());
  });

  it("is named after its content", async () => {
    expect(await bundleWidget(ROOT)).toEqual(widget);
  });

  it("has 4 KB gzipped at the most of the dialog", () => {
    expect(packedBytes(part("showModal"))).toBeLessThanOrEqual(4 * KB);
  });

  it("parses no markup, evaluates nothing, and keeps nothing but the recent searches that a site asks for", () => {
    const isKeeping = (file: string): boolean => file.includes("poisk-recent");
    expect(Object.values(widget.files).filter(isKeeping)).toHaveLength(1);
    const all = Object.values(widget.files)
      .filter((file) => !isKeeping(file))
      .join("\n");
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
