/**
 * A reader's walk in Firefox and WebKit: the box and the page of results by keyboard, the server's own pages with
 * scripts and without. The pages are those of the local server with its sample articles.
 *
 * SCREENSHOTS_FOLDER names a folder for pictures of the pages; without it none are taken.
 */
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LocalServer, startLocalServer } from "../../infra/local/local-server.ts";
import { parseLocalSettings } from "../../infra/local/local-settings.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { findViolations } from "./support/axe.ts";
import { type DrivenBrowser, launchFirefox, launchWebKit } from "./support/web-driver.ts";

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let server: LocalServer;
let scriptless: Server;
let paper: Server;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  server = await startLocalServer(
    parseLocalSettings({ PORT: "0", S3_PORT: "0", DEMO_PORT: "0", DATA_DIR: folder.path }),
    createRecordingTerminal(),
  );
  scriptless = await startScriptless(server.url);
  paper = await startPaper(server.url);
});
afterAll(async () => {
  scriptless.close();
  paper.close();
  await server.close();
  await folder.remove();
});

/** The same pages under a policy that lets no script run, which is how a browser without JavaScript shows them. */
async function startScriptless(url: string): Promise<Server> {
  const started = createServer(async (request, response) => {
    const answer = await fetch(url + request.url);
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "",
      "content-security-policy": "script-src 'none'",
    });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }).listen(0, "127.0.0.1");
  await once(started, "listening");
  return started;
}

/** A page of another site with the elements in places of its own, the same at each address. */
async function startPaper(endpoint: string): Promise<Server> {
  const page = `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Газета</title><link rel="icon" href="data:,">
    <script type="module" src="${endpoint}/widget.js"></script></head><body>
    <header><poisk-search session="news" endpoint="${endpoint}" sync-url></poisk-search></header>
    <main><h1>Газета</h1><aside><poisk-filters session="news"></poisk-filters></aside>
    <poisk-results session="news"></poisk-results></main></body></html>`;
  const started = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(page);
  }).listen(0, "127.0.0.1");
  await once(started, "listening");
  return started;
}

describe.each([
  ["Firefox", launchFirefox],
  ["WebKit", launchWebKit],
] as const)("in %s", (name, launch) => {
  let browser: DrivenBrowser;
  beforeAll(async () => {
    browser = await launch();
    return () => browser.close();
  });
  afterEach(async () => {
    await settle();
    expect(browser.takeComplaints()).toEqual([]);
  });

  const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read);
  const count = async (selector: string) => (await browser.textsOf(selector)).length;
  /** Reads a parameter of the page's address. */
  const parameter = (named: string) =>
    browser.evaluate<string | null>("return new URL(location.href).searchParams.get(arguments[0])", named);
  const path = () => browser.evaluate<string>("return location.pathname");
  /**
   * Waits until an answer is shown in full and no request is open: Firefox complains about a page that is left sooner.
   */
  async function settle(): Promise<void> {
    await eventually(() => count("[aria-busy=true]")).toBe(0);
    await browser.evaluate(`const come = () => performance.getEntriesByType("resource").length;
      return new Promise((resolve) => {
        const look = (before) => setTimeout(() => (come() === before ? resolve() : look(come())), 300);
        look(come());
      });`);
  }
  /** Reads a property of the focused element, through all shadow roots. */
  const focused = (property: string) =>
    browser.evaluate<unknown>(
      `let active = document.activeElement;
      while (active.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      return active[arguments[0]];`,
      property,
    );
  /** Goes on by Tab until the element with the focus has such a property. */
  async function tabTo(property: string, value: string): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      await browser.press("Tab");
      if (String(await focused(property)).includes(value)) return;
    }
    throw new Error(`Tab leads to nothing whose ${property} has ${value}.`);
  }
  const isOpen = () => count(".input[aria-expanded=true]").then((open) => open === 1);

  /** Lists the violations that axe-core finds in the page, and takes a picture of it: the rule and the place. */
  async function violations(picture: string): Promise<string[]> {
    await settle();
    const pictures = process.env.SCREENSHOTS_FOLDER;
    if (pictures !== undefined) await writeFile(join(pictures, `${name}-${picture}.png`), await browser.screenshot());
    return findViolations(browser);
  }

  it("the box is walked by keyboard, from a letter to the page of results", async () => {
    await browser.open(`${server.url}/`);
    await eventually(() => count(".input")).toBe(1);
    await browser.click(".input");
    await browser.press("л");
    await eventually(() => count(".option.suggestion")).toBeGreaterThan(0);
    expect(await count(".option.hit")).toBe(0);
    await browser.press(..."едокол");
    await eventually(() => browser.textsOf(".option.hit .title")).toContainEqual(expect.stringMatching(/ледокол/i));
    await settle();
    await browser.press("ArrowDown", "ArrowDown");
    await eventually(() => count("[aria-selected=true]")).toBe(1);
    expect(await violations("box")).toEqual([]);
    await browser.press("Escape");
    await eventually(isOpen).toBe(false);
    expect(await focused("value")).toBe("ледокол");
    await browser.press("ArrowDown");
    await eventually(isOpen).toBe(true);
    await settle();
    await browser.press("Enter");
    await eventually(path).toBe("/results");
    expect(await parameter("q")).toBe("ледокол");
    await eventually(() => count(".results .hit")).toBe(3);
  });

  it("the dialog opens by its keys, keeps the focus inside and gives it back", async () => {
    await browser.open(`${server.url}/`);
    await browser.evaluate(`const dialog = document.createElement("poisk-dialog");
      dialog.setAttribute("endpoint", "/");
      document.querySelector("main").append(dialog);`);
    await eventually(() => count(".open")).toBe(1);
    await tabTo("className", "open");
    for (const opening of ["/", "Control+k"]) {
      await browser.press(opening);
      await eventually(() => count(".dialog")).toBe(1);
      await eventually(() => focused("className")).toBe("input");
      await browser.press(..."ледокол");
      await eventually(() => count(".option.hit")).toBe(3);
      await settle();
      await browser.press("ArrowDown");
      await eventually(() => count("[aria-selected=true]")).toBe(1);
      expect(await violations("dialog")).toEqual([]);
      for (let presses = 0; presses < 8; presses++) {
        await browser.press("Tab");
        // A browser's own controls come between the last and the first.
        expect(await focused("className")).toMatch(/^(|input|clear|submit|close|dialog)$/);
      }
      await browser.press("Escape");
      await eventually(() => count(".dialog")).toBe(0);
      expect(await focused("className")).toBe("open");
    }
  });

  it("the page of results is narrowed and grows by keyboard, and goes back", async () => {
    await browser.open(`${server.url}/results`);
    await eventually(() => count(".results .hit")).toBe(10);
    await browser.click(".input");
    await tabTo("type", "checkbox");
    await browser.press("Space");
    await eventually(() => parameter("section")).not.toBeNull();
    await eventually(() => count(".results .hit")).toBeLessThan(10);
    expect(await focused("checked")).toBe(true);
    await browser.press("Space");
    await eventually(() => parameter("section")).toBeNull();
    await eventually(() => count(".results .hit")).toBe(10);
    await tabTo("className", "more");
    await browser.press("Enter");
    await eventually(() => count(".results .hit")).toBe(20);
    const eleventh = (await browser.textsOf(".results .hit .title"))[10] ?? "";
    await eventually(() => focused("textContent")).toContain(eleventh);
    expect(await violations("results")).toEqual([]);
    await browser.evaluate("history.back()");
    await eventually(() => count(".results .hit")).toBeLessThan(10);
  });

  it("field, filters and results in places of a site's own are one search, and what was read on is there on the way back", async () => {
    const { port } = paper.address() as AddressInfo;
    await browser.open(`http://127.0.0.1:${port}/`);
    await eventually(() => count(".results .hit")).toBe(10);
    await browser.click(".input");
    await browser.press(..."ледокол");
    await eventually(() => parameter("q")).toBe("ледокол");
    await eventually(() => count(".results .hit")).toBe(3);
    await browser.press("Enter");
    await eventually(isOpen).toBe(false);
    expect(await violations("elements")).toEqual([]);
    await tabTo("type", "checkbox");
    await browser.press("Space");
    await eventually(() => parameter("section")).not.toBeNull();
    await eventually(() => count(".results .hit")).toBeLessThan(3);
    await browser.press("Space");
    await eventually(() => count(".results .hit")).toBe(3);
    // All articles, a second page of them, and the fifteenth in sight.
    await browser.open(`http://127.0.0.1:${port}/`);
    await eventually(() => count(".results .hit")).toBe(10);
    await settle();
    await browser.click(".more");
    await eventually(() => count(".results .hit")).toBe(20);
    await settle();
    const place = () =>
      browser.evaluate<number>(
        'return Math.round(document.querySelector("poisk-results").shadowRoot.querySelectorAll(".results .hit")[14].getBoundingClientRect().top)',
      );
    await browser.evaluate(
      'document.querySelector("poisk-results").shadowRoot.querySelectorAll(".results .hit")[14].scrollIntoView()',
    );
    const before = await place();
    await browser.open(`http://127.0.0.1:${port}/?q=паром`);
    await eventually(() => count(".results .hit")).toBeLessThan(10);
    await settle();
    await browser.evaluate("history.back()");
    await eventually(() => count(".results .hit")).toBe(20);
    await eventually(async () => Math.abs((await place()) - before)).toBeLessThan(50);
  });

  it("the server's page of results gets the box where its field stood, and nothing moves", async () => {
    const places = () =>
      browser.evaluate(`const rounded = (selector) => {
        const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect();
        return [x, y, width, height].map(Math.round).join(" ");
      };
      const box = document.querySelector("poisk-search");
      return [rounded(box && !box.hidden ? "poisk-search" : ".box"), rounded(".hit")]`);
    await browser.open(`${server.url}/?q=ледокол`);
    expect(await violations("server-results")).toEqual([]);
    expect(await count("img.hit__picture")).toBe(1);
    await browser.evaluate('document.querySelector(".hit__picture").src = "data:image/png,none"');
    await eventually(() => count("img.hit__picture")).toBe(0);
    const before = await places();
    await browser.click(".box__input");
    await eventually(() => count(".input")).toBe(1);
    await eventually(() => focused("className")).toContain("input");
    expect(await places()).toEqual(before);
    await browser.press("ы");
    await eventually(() => count(".option.hit")).toBeGreaterThan(0);
    await settle();
    await browser.press("Enter");
    await eventually(() => parameter("q")).toBe("ледоколы");
  });

  it("the server's pages lead to an article and back without scripts", async () => {
    const { port } = scriptless.address() as AddressInfo;
    await browser.open(`http://127.0.0.1:${port}/?sort=newest`);
    await browser.click(".box__input");
    await browser.press(..."полярный ледокол", "Enter");
    await eventually(() => parameter("q")).toBe("полярный ледокол");
    expect(await parameter("sort")).toBe("newest");
    expect(await count("poisk-search")).toBe(0);
    // A link that is looked for while its page still loads may move before it is pressed.
    await settle();
    await browser.click('.hit a[href*="/a/"]');
    await eventually(path).toMatch(/^\/a\//);
    await eventually(() => browser.textsOf("h1 mark")).toEqual(["Ледокол", "Полярный"]);
    expect(await violations("article")).toEqual([]);
    await browser.click('a[href*="/?q="]');
    await eventually(path).toBe("/");
    expect(await parameter("q")).toBe("полярный ледокол");
  });
});
