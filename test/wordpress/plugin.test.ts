/**
 * The plugin of examples/wordpress in Debian's WordPress, beside `poisk serve`: after each step of an editor the search
 * has one article or none, as the site has it (docs/wordpress.md).
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
const WORDS =
  "мост паром вокзал маяк канал рынок театр стадион завод музей парк порт аэродром плотина теплица фонтан трамвай аптека".split(
    " ",
  );
function nextWord(): string {
  const next = WORDS.pop();
  if (next === undefined) throw new Error("Each article needs a word of its own: add some.");
  return next;
}

let [word, id] = ["", ""];

beforeEach(() => {
  word = nextWord();
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

/** Finds the posts with the word of this test. */
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

/** The methods and statuses of the pushes that a step makes. */
async function pushedMethods(step: () => Promise<unknown>): Promise<string[]> {
  const pushes = () => serve.log().filter(({ event }) => event === "push-answered");
  const before = pushes().length;
  await step();
  return pushes()
    .slice(before)
    .map(({ method, status }) => `${method} ${status}`);
}

/** Lets wp-cron send what waits, as if the time for that had come. */
async function sendLater(): Promise<void> {
  await site.php("wp_clear_scheduled_hook('poisk_send'); wp_schedule_single_event(time() - 1, 'poisk_send');");
  await site.cron();
}

const failures = async () => Number(await site.php("echo get_option('poisk_pause')['failures'];"));

/** Reads the notice to editors, as text. */
async function notice(): Promise<string> {
  return site.php(`wp_set_current_user(1); ob_start(); Poisk\\print_notice();
    echo html_entity_decode(wp_strip_all_tags(ob_get_clean()), ENT_QUOTES);`);
}

/**
 * Logs in as the administrator; gives what opens a page or sends a form, and answers with the page that it leads to.
 */
async function logIn(): Promise<(path: string, form?: Readonly<Record<string, string>>) => Promise<string>> {
  const body = new URLSearchParams({ log: "editor", pwd: "secret", testcookie: "1" });
  const headers = { cookie: "wordpress_test_cookie=WP%20Cookie%20check" };
  const answer = await fetch(`${site.url}/wp-login.php`, { method: "POST", body, headers, redirect: "manual" });
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const visit = async (path: string, form?: Readonly<Record<string, string>>): Promise<string> => {
    const sent = form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) };
    const page = await fetch(new URL(path, site.url), { ...sent, headers: { cookie }, redirect: "manual" });
    const next = page.headers.get("location");
    return next === null ? page.text() : visit(next);
  };
  return visit;
}

/** The nonce of the form that goes to this address. */
function nonceOf(page: string, address: string): string {
  const form = page.split("<form").find((each) => each.includes(`${address}"`)) ?? "";
  return /name="_wpnonce" value="(\w+)"/.exec(form)?.[1] ?? "";
}

describe("after a step of an editor the search has the post as the site has it", () => {
  it("is published, with its picture, its rubric and its tags", async () => {
    const picture = "'post_mime_type' => 'image/jpeg', 'post_title' => 'bridge'";
    const rubrics =
      "array_map(fn($name) => wp_insert_term($name, 'category')['term_id'], ['Город & область', 'Дороги'])";
    const fields = [
      `'meta_input' => ['_thumbnail_id' => wp_insert_attachment([${picture}], '2026/01/bridge.jpg')]`,
      `'post_category' => ${rubrics}, 'tags_input' => ['мост']`,
    ];
    await insert(fields.join(", "));
    await untilFound(one());
    const article = await (await fetch(`${serve.url}/articles/${encodeURIComponent(`wp-${id}`)}`)).json();
    expect(article).toMatchObject({
      image: `${site.url}/wp-content/uploads/2026/01/bridge.jpg`,
      section: "Город & область",
      tags: ["Дороги", "мост"],
    });
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

  it.each([
    ["private", "'post_status' => 'private'", "'post_status' => 'publish'"],
    ["locked by a password", "'post_password' => 'secret'", "'post_password' => ''"],
    // WordPress gives a draft the minute of its publishing, unless the editor sets one.
    [
      "a draft",
      "'post_status' => 'draft'",
      "'post_status' => 'publish', 'edit_date' => true, 'post_date' => '2026-01-01 00:30:00'",
    ],
  ])("is %s, and public again", async (_, hide, show) => {
    await insert(hide);
    expect(await pushedMethods(() => update("'post_title' => 'Ещё не видно'"))).toEqual([]);
    await update(`${show}, 'post_title' => '«${word}» & город'`);
    await untilFound(one());
    await update(hide);
    await untilFound([]);
    await update(show);
    await untilFound(one());
  });

  it("is scheduled, and published when its time comes", async () => {
    expect(
      await pushedMethods(() => insert("'post_status' => 'future', 'post_date' => '2099-01-01 00:30:00'")),
    ).toEqual([]);
    await site.php(`$wpdb->update($wpdb->posts, ['post_date' => '2026-01-01 00:30:00', 'post_date_gmt' => '2025-12-31 19:30:00'], ['ID' => ${id}]);
      wp_clear_scheduled_hook('publish_future_post', [${id}]);
      wp_schedule_single_event(time() - 1, 'publish_future_post', [${id}]);`);
    await site.cron();
    await untilFound(one());
  });

  it("has another address: the old one is removed, then the new one is pushed", async () => {
    await insert();
    await untilFound(one());
    expect(await pushedMethods(() => update(`'post_name' => 'second-${word}'`))).toEqual(["DELETE 202", "PUT 202"]);
    await untilFound(one({ url: `${site.url}/second-${word}/` }));
    await update(`'post_name' => 'first-${word}'`);
    await untilFound(one());
  });
});

describe("what cannot be sent", () => {
  it("waits while the server is down, and goes when it is back: removals first, the newest state alone", async () => {
    await insert();
    await untilFound(one());
    const [first, trashed] = [word, id];
    word = nextWord();
    await serve.end("SIGTERM");
    await insert();
    // However slow the machine is, the pause is not over before the test says so.
    await site.php("update_option('poisk_pause', ['until' => time() + 3600] + get_option('poisk_pause'));");
    await update("'post_title' => 'Второе имя'");
    await update("'post_title' => 'Третье имя'");
    await site.php(`wp_trash_post(${trashed});`);
    expect(await notice()).toMatch(/Записей ждёт отправки: 2\. Последняя попытка не удалась: \S/);
    expect(await failures()).toBe(1);
    await site.cron();
    expect(await failures()).toBe(1);
    await site.php("update_option('poisk_pause', ['until' => 0] + get_option('poisk_pause'));");
    await sendLater();
    expect(await failures()).toBe(2);

    await startSearch();
    expect(await pushedMethods(sendLater)).toEqual(["DELETE 202", "PUT 202"]);
    await untilFound(one({ title: "Третье имя" }));
    await vi.waitFor(async () => expect(await found(first)).toEqual([]), WAIT);
    expect(await notice()).toBe("");
  });

  it("waits while the token is not good", async () => {
    const setToken = (token: string) =>
      site.php(`update_option('poisk_settings', ['token' => '${token}'] + get_option('poisk_settings'));
        delete_option('poisk_pause');`);
    await setToken(createToken(systemIdSource));
    await insert();
    expect(await notice()).toMatch(/ждёт отправки: 1\. Последняя попытка не удалась: 401 \S/);
    await setToken(TOKEN);
    await sendLater();
    await untilFound(one());
  });

  it("is told where the server refuses it, until the post is changed", async () => {
    await insert("'post_content' => ''");
    expect(await notice()).toMatch(new RegExp(`не принял запись ««${word}» & город»: 422 \\S`));
    await update(`'post_content' => '<p>${text(word)}</p>'`);
    await untilFound(one());
    expect(await notice()).toBe("");
  });
});

describe("the settings page", () => {
  it("is for administrators, checks what is set, and never shows the token", async () => {
    const page = "/wp-admin/options-general.php?page=poisk";
    expect((await fetch(`${site.url}${page}`, { redirect: "manual" })).status).toBe(302);
    const visit = await logIn();
    const before = await site.php("echo wp_json_encode(get_option('poisk_settings'));");
    const form = await visit(page);
    expect(form).toContain(serve.url);
    expect(form).not.toContain(TOKEN);
    const save = (server: string, prefix: string) =>
      visit("/wp-admin/options.php", {
        option_page: "poisk",
        action: "update",
        _wpnonce: nonceOf(form, "options.php"),
        _wp_http_referer: page,
        "poisk_settings[server]": server,
        "poisk_settings[token]": "",
        "poisk_settings[prefix]": prefix,
      });
    expect(await save("javascript:alert(1)", "../")).toMatch(
      /Адрес сервера должен быть таким[\s\S]*Начало ключей должно/,
    );
    await save(`${serve.url}/`, "wordpress/");
    expect(JSON.parse(await site.php("echo wp_json_encode(get_option('poisk_settings'));"))).toEqual({
      ...JSON.parse(before),
      prefix: "wordpress/",
    });
  });

  it("sends all public posts and changes none", async () => {
    await site.php(`remove_all_actions('wp_after_insert_post');
      wp_insert_post(${fields("")});
      wp_insert_post(${fields("'post_name' => 'draft', 'post_status' => 'draft'")});`);
    const times = () =>
      site.php(`echo implode(' ', $wpdb->get_col("SELECT post_modified_gmt FROM $wpdb->posts ORDER BY ID"));`);
    const before = await times();
    const visit = await logIn();
    const page = await visit("/wp-admin/options-general.php?page=poisk");
    const fill = (nonce: string) => visit("/wp-admin/admin-post.php", { action: "poisk_fill", _wpnonce: nonce });
    await fill("wrong");
    expect(await notice()).toBe("");
    await fill(nonceOf(page, "admin-post.php"));
    expect(await notice()).toContain("ждёт отправки");
    await site.cron();
    await untilFound(one());
    expect(await notice()).toBe("");
    expect(await times()).toBe(before);
  });
});

describe("the box", () => {
  it.each([
    ["shortcode", `do_shortcode('[poisk mode="page" placeholder="a&quot;b"]')`],
    ["block", `do_blocks('<!-- wp:poisk/search {"mode":"page"} /-->')`],
  ])("is shown by the %s", async (_, call) => {
    const html = await site.php(`echo ${call};`);
    expect(html).toContain(`<poisk-search endpoint="${serve.url}" mode="page"`);
    expect(html).not.toMatch(/"a"b"/);
    const scripts = await site.php(
      `${call}; wp_script_modules()->print_enqueued_script_modules(); wp_styles()->do_items(['poisk']);`,
    );
    expect(scripts).toContain(`src="${serve.url}/widget.js"`);
    expect(scripts).toContain("outline: none");
  });
});

it("the plugin leaves nothing of its own in WordPress when it is deleted", async () => {
  const left = () =>
    site.php(`echo implode(' ', [...$wpdb->get_col("SELECT option_name FROM $wpdb->options WHERE option_name LIKE 'poisk%'"),
      ...$wpdb->get_col("SHOW TABLES LIKE '%poisk%'"), (string) wp_next_scheduled('poisk_send')]);`);
  expect(await left()).toMatch(/poisk_settings.*wp_poisk_posts/);
  await site.php(`require_once ABSPATH . 'wp-admin/includes/plugin.php';
    deactivate_plugins('poisk/poisk.php');
    uninstall_plugin('poisk/poisk.php');`);
  expect((await left()).trim()).toBe("");
});
