/**
 * Uses of search boxes in a page: to put them in, take them out, set words and values, and do without them.
 */
import { describe, expect, it } from "vitest";
import { archiveOf, BOX, PAGE, type ScriptedSite, type ScriptedSiteOptions } from "./support/scripted-site.ts";
import { useScriptedSites } from "./support/scripted-sites.ts";

const openSite = useScriptedSites();
let site: ScriptedSite;

async function open(options: ScriptedSiteOptions = {}): Promise<void> {
  site = await openSite(options);
}

async function findIn(options: ScriptedSiteOptions): Promise<void> {
  await open(options);
  await site.find("порт");
}

describe("a page that works with the box", () => {
  it("puts the cursor into it as soon as it is in the page", async () => {
    await open({ body: BOX });
    await site.page.evaluate(() => {
      const box = document.createElement("poisk-search");
      box.id = "late";
      box.setAttribute("endpoint", "https://search.example");
      document.body.append(box);
      box.focus();
    });
    await site.page.locator("#late input:focus").waitFor();
  });

  it("gives it other words while somebody types, who goes on typing", async () => {
    await findIn({ body: BOX });
    await site.page.evaluate(() => {
      const box = document.querySelector("poisk-search");
      if (box) box.messages = { more: "Дальше" };
    });
    await site.page.keyboard.type("овый");
    await site.page.getByRole("option", { name: ": портовый у причала" }).first().waitFor();
    expect(await site.field.inputValue()).toBe("портовый");
  });

  it("empties it by a value that is none", async () => {
    await findIn({ body: BOX });
    await site.page.evaluate(() => Object.assign(document.querySelector("poisk-search") ?? {}, { value: null }));
    await site.hits.first().waitFor({ state: "detached" });
    expect(await site.field.inputValue()).toBe("");
  });

  it("cannot keep a hit from a tab of its own, but hears of it", async () => {
    await findIn({ body: BOX });
    await site.page.evaluate(() => {
      document.addEventListener("poisk:select", (event) => {
        event.preventDefault();
        document.title += ` ${event.cancelable}`;
      });
      // The way that a page's own links have.
      document.addEventListener("click", (event) => {
        document.title += ` ${event.defaultPrevented}`;
        event.preventDefault();
      });
    });
    await site.hits.first().click({ modifiers: ["Control"] });
    expect(await site.page.title()).toBe("Газета false false");
    await site.hits.first().click();
    expect(await site.page.title()).toBe("Газета false false true true");
  });
});

it("a browser that lacks what the box needs shows what stands inside it", async () => {
  await open({ body: '<poisk-search><a href="/search/">Архив</a></poisk-search>' });
  expect(await site.page.getByRole("link", { name: "Архив" }).isVisible()).toBe(false);
  await site.context.addInitScript(() => {
    Reflect.deleteProperty(Document.prototype, "adoptedStyleSheets");
  });
  await site.page.reload({ waitUntil: "networkidle" });
  expect(await site.page.getByRole("link", { name: "Архив" }).isVisible()).toBe(true);
});

describe("many boxes", () => {
  it("on a page work each by itself", async () => {
    await open({ body: `${BOX}<poisk-search page-size="2" lang="en"></poisk-search>${PAGE}` });
    const second = site.page.getByRole("combobox", { name: "Search the articles" });
    await second.fill("паром");
    await site.page.getByRole("option", { name: ": паром у причала" }).nth(1).waitFor();
    await site.results.nth(9).waitFor();
    expect(await site.field.inputValue()).toBe("");
    expect(await site.field.getAttribute("aria-expanded")).toBe("false");
    expect(await site.page.getByRole("option", { name: ": паром у причала" }).count()).toBe(2);
    // One file serves all of them.
    expect(new Set(site.requested.filter((url) => url.includes("widget"))).size).toBe(
      site.requested.filter((url) => url.includes("widget")).length,
    );
  });

  it("come back with their query where they are taken out of the page and put in again", async () => {
    await findIn({ body: BOX });
    await site.page.evaluate(() => {
      const box = document.querySelector("poisk-search");
      box?.remove();
      if (box) document.body.append(box);
    });
    await site.field.click();
    await site.hits.first().waitFor();
    expect(await site.field.inputValue()).toBe("порт");
    expect(await site.page.locator("poisk-search input").count()).toBe(1);
  });

  it("one after another, a hundred of them, leave nothing behind", async () => {
    await open({ body: BOX, api: archiveOf(5) });
    const devtools = await site.context.newCDPSession(site.page);
    await devtools.send("Performance.enable");
    const mount = (count: number) =>
      site.page.evaluate(async (times) => {
        for (let turn = 0; turn < times; turn++) {
          const box = document.createElement("poisk-search");
          box.setAttribute("endpoint", "https://search.example");
          if (turn % 2) box.setAttribute("mode", "page");
          box.value = "порт";
          document.body.append(box);
          while (!box.shadowRoot?.querySelector(".hit")) await new Promise((resolve) => setTimeout(resolve, 1));
          box.remove();
        }
        // What would announce a late answer waits for so long.
        await new Promise((resolve) => setTimeout(resolve, 1_100));
      }, count);
    const alive = async () => {
      for (let round = 0; round < 3; round++) await devtools.send("HeapProfiler.collectGarbage");
      const { metrics } = await devtools.send("Performance.getMetrics");
      const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
      return { nodes: of("Nodes"), heapBytes: of("JSHeapUsedSize") };
    };
    await mount(10);
    const before = await alive();
    await mount(100);
    const after = await alive();
    // One box that is kept has more than a hundred nodes, and with its answers more than 10 KB.
    expect(after.nodes - before.nodes).toBeLessThan(100);
    expect(after.heapBytes - before.heapBytes).toBeLessThan(1_000_000);
  });
});
