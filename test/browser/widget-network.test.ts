/**
 * The search box where answers are late, come in the wrong order, fail, or cannot be asked for.
 */
import { describe, expect, it } from "vitest";
import { archiveOf, PAGE, type Reply, type ScriptedSite, type ScriptedSiteOptions } from "./support/scripted-site.ts";
import { useScriptedSites } from "./support/scripted-sites.ts";

const archive = archiveOf(23);
const busy: Reply = {
  status: 503,
  headers: { "Retry-After": "60", "Access-Control-Expose-Headers": "Retry-After" },
  body: {},
};

// Chromium itself tells of every request that fails.
const openSite = useScriptedSites(/Failed to load resource/);
let site: ScriptedSite;

async function open(options: ScriptedSiteOptions = {}): Promise<void> {
  site = await openSite(options);
}

const said = (text: string) => site.page.locator("poisk-search p", { hasText: text });
const retry = () => site.page.getByRole("button", { name: "Повторить" });

/** Answers that wait until the test lets them go, by what was asked for. */
function heldApi() {
  const waiting = new Map<string, () => void>();
  const api = async (url: URL): Promise<Reply> => {
    if (url.pathname === "/search") {
      await new Promise<void>((resolve) => waiting.set(url.searchParams.get("q") ?? "", resolve));
    }
    return archive(url);
  };
  const release = async (query: string): Promise<void> => {
    while (!waiting.has(query)) await site.page.waitForTimeout(10);
    waiting.get(query)?.();
  };
  return { api, release };
}

describe("an answer that is late", () => {
  it("leaves the hits of the text before in place, with a sign of work, and takes nothing from the keys", async () => {
    const { api, release } = heldApi();
    await open({ api });
    await site.field.fill("по");
    await release("по");
    await site.page.getByRole("option", { name: ": по у причала" }).first().waitFor();
    await site.field.fill("пор");
    await site.page.locator("poisk-search [aria-busy=true] .progress").waitFor();
    expect(await site.page.getByRole("option", { name: ": по у причала" }).count()).toBe(6);
    await site.page.keyboard.press("ArrowDown");
    expect(await site.active()).toBe("option-0");
    await release("пор");
    await site.page.getByRole("option", { name: ": пор у причала" }).first().waitFor();
    expect(await site.page.locator("poisk-search .root").getAttribute("aria-busy")).toBe("false");
  });

  it("is announced where it is the first and takes longer than a second, and later ones are not", async () => {
    const { api, release } = heldApi();
    await open({ api });
    const preparing = site.page.getByText("Готовим поиск…");
    await site.field.fill("по");
    await preparing.waitFor();
    await release("по");
    await site.page.getByRole("option", { name: ": по у причала" }).first().waitFor();
    expect(await preparing.count()).toBe(0);
    await site.field.fill("пор");
    await site.page.waitForTimeout(1_200);
    expect(await preparing.count()).toBe(0);
    await release("пор");
  });

  it("is not shown once a newer text has its own", async () => {
    const { api, release } = heldApi();
    await open({ api });
    await site.field.fill("порт");
    await site.field.fill("паром");
    await release("паром");
    await site.page.getByRole("option", { name: ": паром у причала" }).first().waitFor();
    await release("порт");
    await site.page.waitForTimeout(100);
    expect(await site.page.getByRole("option", { name: ": порт у причала" }).count()).toBe(0);
  });
});

describe("a search that fails", () => {
  it("is asked for again by itself, twice at the most, before anything is said", async () => {
    let failures = 0;
    const api = (url: URL): Reply | Promise<Reply> => {
      if (url.pathname === "/search" && failures++ < 2) return { status: 503, body: {} };
      return archive(url);
    };
    await open({ api });
    await site.field.fill("порт");
    await site.hits.first().waitFor();
    expect(site.asked.filter(({ pathname }) => pathname === "/search")).toHaveLength(3);
  });

  it("has a button that asks again, by which the keyboard stays in the field", async () => {
    let isBusy = true;
    await open({ api: (url) => (isBusy ? busy : archive(url)) });
    await site.field.fill("порт");
    await said("Поиск сейчас недоступен").waitFor();
    isBusy = false;
    await retry().focus();
    await site.page.keyboard.press("Enter");
    await site.hits.first().waitFor();
    expect(await site.field.evaluate((input) => input.matches(":focus"))).toBe(true);
  });

  it("keeps the hits where only a further page fails, and asks for that page again", async () => {
    let isLost = false;
    await open({ body: PAGE, api: (url) => (isLost ? busy : archive(url)) });
    await site.results.nth(9).waitFor();
    isLost = true;
    await site.page.getByRole("button", { name: "Показать ещё" }).click();
    await said("Поиск сейчас недоступен").waitFor();
    expect(await site.results.count()).toBe(10);
    isLost = false;
    await retry().click();
    await site.results.nth(19).waitFor();
  });

  it("has no button where the question itself is refused", async () => {
    await open({ api: () => ({ status: 400, body: { code: "invalid-request" } }) });
    await site.field.fill("порт");
    await said("Запрос не принят.").waitFor();
    expect(await retry().count()).toBe(0);
  });

  it("is told of where no answer comes at all, and where it is none", async () => {
    let reply: Reply = "lost";
    await open({ api: () => reply });
    await site.field.fill("порт");
    await said("Поиск не отвечает").waitFor();
    reply = { body: ["не ответ"] };
    await site.field.fill("паром");
    await said("Поиск не удался.").waitFor();
  });
});

describe("an answer that is none", () => {
  it.each([
    ["a field", "<poisk-search></poisk-search>", "hits"],
    ["a page of results", PAGE, "results"],
  ] as const)("is told of in %s, and the next one is shown", async (_name, body, shown) => {
    const broken = archiveOf(3, (hit) => ({ ...hit, title: { text: hit.title.text } as never }));
    await open({ body, api: (url) => (url.searchParams.get("q") === "порт" ? broken(url) : archive(url)) });
    await site.field.fill("порт");
    await said("Поиск не удался.").waitFor();
    await site.field.fill("паром");
    await site[shown].first().waitFor();
    expect(await said("Поиск не удался.").count()).toBe(0);
  });
});

describe("without a connection", () => {
  it.each([
    ["a field", "<poisk-search></poisk-search>", "hits"],
    ["a page of results", PAGE, "results"],
  ] as const)("%s says so, and goes on by itself once there is one", async (_name, body, shown) => {
    await open({ body });
    if (shown === "results") await site.results.first().waitFor();
    else await site.field.focus();
    // The list is loaded by now.
    await site.page.waitForLoadState("networkidle");
    await site.context.setOffline(true);
    await site.field.fill("порт");
    await said("Нет подключения к интернету").waitFor();
    await site.context.setOffline(false);
    await site[shown].first().waitFor();
    expect(await said("Нет подключения к интернету").count()).toBe(0);
  });
});

describe("a part of the widget that does not come", () => {
  it("is asked for again with the next answer", async () => {
    const lostParts = new Set(["listbox"]);
    await open({ lostParts });
    await site.page.waitForFunction(() => document.readyState === "complete");
    await site.field.fill("порт");
    await site.page.locator("poisk-search [aria-busy=false]").waitFor();
    expect(await site.hits.count()).toBe(0);
    lostParts.clear();
    await site.field.fill("паром");
    await site.page.getByRole("option", { name: ": паром у причала" }).first().waitFor();
    const own = site.complaints.filter((line) => line.includes("<poisk-search>:"));
    expect(own.length).toBeGreaterThan(0);
    for (const line of own) site.complaints.splice(site.complaints.indexOf(line), 1);
  });

  it("is done without where it is the address or the host's template", async () => {
    const lostParts = new Set(["getAll(", "data-poisk"]);
    await open({
      body: '<poisk-search mode="page" sync-url><template><b data-poisk="title"></b></template></poisk-search>',
      lostParts,
    });
    await site.results.first().waitFor();
    expect(await site.results.first().locator("h2").count()).toBe(1);
    site.complaints.splice(0);
  });
});
