/**
 * The plugin of examples/wordpress in Debian's WordPress, beside `poisk serve`: after each step of an editor the search has one article or
 * none, as the site has it (docs/wordpress.md).
 */
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createToken, tokenEntry } from "../../functions/push/push-tokens.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { type RunningServe, requireRunning, startServe } from "../functions/running-serve.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { startWordpress, type WordpressSite } from "./wordpress-site.ts";

const TOKEN = createToken(systemIdSource);
const WAIT = { timeout: 60_000, interval: 100 };

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let serve: RunningServe;
let site: WordpressSite;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  site = await startWordpress("Asia/Yekaterinburg");
  await startSearch();
}, 300_000);

afterAll(async () => {
  await serve?.end("SIGTERM");
  await site?.remove();
  await folder?.remove();
});

/** Starts poisk, again over the same data, and tells the plugin its address. */
async function startSearch(): Promise<void> {
  const started = await startServe(["--data-dir", join(folder.path, "data"), "--every", "3600"], {
    POISK_PUSH_TOKENS: tokenEntry(TOKEN, "2999-12-31", "wordpress/"),
  });
  serve = requireRunning(started);
  await serve.untilLogged("ready");
  await site.php(`update_option('poisk_settings', ['server' => '${serve.url}', 'token' => '${TOKEN}']);
    delete_option('poisk_pause');`);
}

const text = (word: string) => `${word} открыли для движения утром, сообщил в среду губернатор. `.repeat(4);

/** Each step has an article of its own, found by a word of its own. */
const WORDS = [
  "мост",
  "паром",
  "вокзал",
  "маяк",
  "канал",
  "рынок",
  "театр",
  "стадион",
  "завод",
  "музей",
  "парк",
  "порт",
];
let [word, id] = ["", ""];

beforeEach(() => {
  word = WORDS.pop() ?? "";
  id = "";
});

/** The fields of a post as PHP, with what the step says of it. */
const fields = (own: string) =>
  `array_merge(['post_type' => 'post', 'post_status' => 'publish', 'post_author' => 1, 'post_title' => '«${word}» & город',
    'post_name' => 'first-${word}', 'post_date' => '2026-01-01 00:30:00',
    'post_content' => '<!-- wp:paragraph --><p>${text(word)}</p><!-- /wp:paragraph -->'], [${own}])`;

async function insert(own = ""): Promise<void> {
  id = await site.php(`echo wp_insert_post(${fields(own)}, true);`);
  expect(id).toMatch(/^\d+$/);
}

const update = (own: string) => site.php(`wp_update_post(['ID' => ${id}, ${own}]);`);

/** What the search has of the word of this test. */
async function found(query = word) {
  const answer = await fetch(`${serve.url}/search?${new URLSearchParams({ q: query, correct: "off" })}`);
  const { hits } = (await answer.json()) as { hits: { title: { text: string }; [field: string]: unknown }[] };
  return hits.map(({ title, publishedAt, author, source, url }) => ({
    title: title.text,
    publishedAt,
    author,
    source,
    url: decodeURIComponent(String(url)),
  }));
}

const one = (own: object = {}) => [
  {
    title: `«${word}» & город`,
    publishedAt: "2026-01-01T00:30+05:00",
    author: "Анна Белых",
    source: "Вестник & Ко",
    url: `${site.url}/first-${word}/`,
    ...own,
  },
];

async function untilFound(articles: readonly object[]): Promise<void> {
  await vi.waitFor(async () => expect(await found()).toEqual(articles), WAIT);
}

describe("after a step of an editor the search has the post as the site has it", () => {
  it("is published", async () => {
    await insert();
    await untilFound(one());
  });

  it("is edited", async () => {
    await insert();
    await untilFound(one());
    await update("'post_title' => 'Новое имя'");
    await untilFound(one({ title: "Новое имя" }));
  });

  it("goes to the trash, is restored and published, and is deleted for good", async () => {
    await insert();
    await untilFound(one());
    await site.php(`wp_trash_post(${id});`);
    await untilFound([]);
    await site.php(`wp_untrash_post(${id});`);
    expect(await found()).toEqual([]);
    await update("'post_status' => 'publish'");
    await untilFound(one());
    await site.php(`wp_delete_post(${id}, true);`);
    await untilFound([]);
  });
});
