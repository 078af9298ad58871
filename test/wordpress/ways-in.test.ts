/**
 * One WordPress, brought in by each way that there is: after each step of an editor the index of each way is compared
 * with what the site shows. The table of docs/wordpress.md has the steps and fields where a way differs from the site:
 * `npx vitest run --project wordpress --mode rest --update` writes it anew.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createToken, tokenEntry } from "../../functions/push/push-tokens.ts";
import { systemIdSource } from "../../src/id-source.ts";
import type { SearchHit } from "../../src/search-api.ts";
import { openPlace } from "../functions/command-place.ts";
import { type RunningServe, requireRunning, startServe } from "../functions/running-serve.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { startWordpress, type WordpressSite } from "./wordpress-site.ts";

const PAGE = fileURLToPath(new URL("../../docs/wordpress.md", import.meta.url));
const [BEGIN, END] = ["<!-- by each way: begin -->\n", "<!-- by each way: end -->"];
const ZONE = "Asia/Vladivostok";
const WAIT = { timeout: 60_000, interval: 100 };
/** Words of each text, and of each title: a locked post shows its title. */
const COMMON_WORDS = "губернатор город";
/** Steps and fields that are compared. */
const ROWS = 22;

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let site: WordpressSite;
let ways: Way[];

/** A way in, with an index of its own. */
interface Way {
  readonly name: string;
  /** True if editors wait only for the messages that this way sends by itself. */
  readonly isPushed: boolean;
  /** Brings in what the site shows now. The posts are those of this step. */
  bringIn(posts: readonly Post[]): Promise<void>;
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  search(): Promise<readonly SearchHit[]>;
  close(): Promise<void>;
}

/** A step of an editor: what it does in PHP, where `$id` is the post, and what readers of the site see then. */
interface Step {
  /** A row of the table; steps without one lead to others. */
  readonly row?: string;
  readonly does: string;
  readonly shows: { readonly title: string; readonly address: string } | null;
}

/** A post, found by a word of its own. */
interface Post {
  readonly word: string;
  /** The step of each round; none where nothing becomes of it. */
  readonly steps: readonly (Step | null)[];
  id: string;
}

const titleOf = (word: string) => `«${word}» & город`;
const text = (word: string) =>
  `Новый ${word} открыли для движения утром, сообщил в среду губернатор. ${word} строили два года, и работы закончились раньше срока. `.repeat(
    3,
  );

/** Inserts a post as the editor's page does: it is a draft first. */
const insert = (word: string, own = "'post_status' => 'publish'") => `
  $id = wp_insert_post(['post_type' => 'post', 'post_status' => 'auto-draft', 'post_author' => 1, 'post_title' => 'Черновик']);
  wp_update_post(array_merge(['ID' => $id, 'edit_date' => true, 'post_title' => '${titleOf(word)}', 'post_name' => 'first-${word}',
    'post_date' => '2025-01-01 00:30:00', 'post_category' => $rubrics, 'tags_input' => ['переправа'],
    'meta_input' => ['_thumbnail_id' => $picture],
    'post_content' => '<!-- wp:paragraph --><p>${text(word)}</p><!-- /wp:paragraph -->'], [${own}]));`;
const update = (own: string) => `wp_update_post(['ID' => $id, ${own}]);`;
const shown = (word: string, own: Partial<Step["shows"]> = {}) => ({
  title: titleOf(word),
  address: `first-${word}`,
  ...own,
});

function post(word: string, ...steps: (Step | null)[]): Post {
  return { word, steps, id: "" };
}

/** The rounds: a beginning, two rounds of steps, and one while the servers are down. */
const ROUNDS = 4;
const POSTS: readonly Post[] = [
  post(
    "мост",
    { row: "publish", does: insert("мост"), shows: shown("мост") },
    { row: "edit", does: update("'post_title' => 'Новый мост'"), shows: shown("мост", { title: "Новый мост" }) },
    null,
    {
      row: "edit twice while the server is down",
      does: update("'post_title' => 'Второй мост'") + update("'post_title' => 'Третий мост'"),
      shows: shown("мост", { title: "Третий мост" }),
    },
  ),
  post(
    "паром",
    { does: insert("паром"), shows: shown("паром") },
    { row: "trash", does: "wp_trash_post($id);", shows: null },
    {
      row: "restore and publish",
      does: `wp_untrash_post($id); ${update("'post_status' => 'publish'")}`,
      shows: shown("паром"),
    },
    { row: "trash while the server is down", does: "wp_trash_post($id);", shows: null },
  ),
  post(
    "вокзал",
    { does: insert("вокзал"), shows: shown("вокзал") },
    { row: "make private", does: update("'post_status' => 'private'"), shows: null },
    { row: "make public again", does: update("'post_status' => 'publish'"), shows: shown("вокзал") },
  ),
  post(
    "маяк",
    { does: insert("маяк"), shows: shown("маяк") },
    { row: "set a password", does: update("'post_password' => 'secret'"), shows: null },
    { row: "take the password off", does: update("'post_password' => ''"), shows: shown("маяк") },
  ),
  post(
    "канал",
    {
      row: "schedule",
      does: insert("канал", "'post_status' => 'future', 'post_date' => '2099-01-01 00:30:00'"),
      shows: null,
    },
    {
      row: "its time comes",
      does: `$wpdb->update($wpdb->posts, ['post_date' => '2025-01-01 00:30:00', 'post_date_gmt' => '2024-12-31 14:30:00'], ['ID' => $id]);
        clean_post_cache($id);
        wp_publish_post($id);`,
      shows: shown("канал"),
    },
  ),
  post(
    "рынок",
    { does: insert("рынок"), shows: shown("рынок") },
    {
      row: "change the address",
      does: update("'post_name' => 'second-рынок'"),
      shows: shown("рынок", { address: "second-рынок" }),
    },
    { row: "change it back", does: update("'post_name' => 'first-рынок'"), shows: shown("рынок") },
    {
      row: "change the address while the server is down",
      does: update("'post_name' => 'third-рынок'"),
      shows: shown("рынок", { address: "third-рынок" }),
    },
  ),
  ...(
    [
      ["театр", "'post_status' => 'draft'"],
      ["стадион", "'post_status' => 'private'"],
      ["завод", "'post_status' => 'publish', 'post_password' => 'secret'"],
    ] as const
  ).map(([word, own]) =>
    post(word, { row: "write a draft, a private post, one with a password", does: insert(word, own), shows: null }),
  ),
];

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  site = await startWordpress(ZONE);
  vi.stubEnv("POISK_FEEDS", `${site.url}/feed/`);
  vi.stubEnv("POISK_FEED_PRIVATE", "on");
  vi.stubEnv("POISK_TIME_ZONE", ZONE);
  ways = await Promise.all([openPlugin(), openPush(), openFeed(), openSitemap(), openExport()]);
}, 300_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  for (const way of ways ?? []) await way.close();
  await site?.remove();
  await folder?.remove();
});

async function openServer(name: string) {
  const token = createToken(systemIdSource);
  let serve: RunningServe;
  const comeUp = async () => {
    const started = await startServe(["--data-dir", join(folder.path, name), "--every", "3600"], {
      POISK_PUSH_TOKENS: tokenEntry(token, "2999-12-31", "wordpress/"),
    });
    serve = requireRunning(started);
    await serve.untilLogged("ready");
  };
  await comeUp();
  return {
    token,
    url: () => serve.url,
    comeUp,
    goDown: async () => {
      await serve.end("SIGTERM");
    },
    search: async () => {
      const parameters = { q: COMMON_WORDS, match: "any", limit: "50", correct: "off" };
      const answer = await fetch(`${serve.url}/search?${new URLSearchParams(parameters)}`);
      return ((await answer.json()) as { hits: SearchHit[] }).hits;
    },
    close: async () => {
      await serve.end("SIGTERM");
    },
  };
}

async function openPlugin(): Promise<Way> {
  const server = await openServer("plugin");
  const setUp = () =>
    site.php(`update_option('poisk_settings', ['server' => '${server.url()}', 'token' => '${server.token}']);
      delete_option('poisk_pause');`);
  await setUp();
  return {
    ...server,
    name: "plugin",
    isPushed: true,
    // What the end of the editor's request did not send is left to wp-cron.
    bringIn: async () => {
      await site.php("wp_clear_scheduled_hook('poisk_send'); wp_schedule_single_event(time() - 1, 'poisk_send');");
      await site.cron();
    },
    comeUp: async () => {
      await server.comeUp();
      await setUp();
    },
  };
}

/**
 * Sends the page of a post as readers see it, and takes back what they do not see, as a script of the site's own would.
 */
async function openPush(): Promise<Way> {
  const server = await openServer("push");
  const send = async ({ id }: Post): Promise<void> => {
    const address = await site.php(
      `$post = get_post(${id}); echo $post->post_status === 'publish' && $post->post_password === '' ? get_permalink($post) : '';`,
    );
    const headers = { authorization: `Bearer ${server.token}`, "x-amz-meta-zone": ZONE };
    const request =
      address === ""
        ? { method: "DELETE", headers }
        : {
            method: "PUT",
            headers: { ...headers, "content-type": "text/html", "x-amz-meta-url": address },
            body: await (await fetch(address)).text(),
          };
    const answer = await fetch(`${server.url()}/articles/wordpress/${id}.html`, request);
    expect(answer.status).toBe(202);
  };
  return {
    ...server,
    name: "push",
    isPushed: true,
    bringIn: async (posts) => {
      for (const each of posts) await send(each);
    },
  };
}

/** Opens a command that is run repeatedly. Its server is down between the runs. */
async function openCommand(
  name: string,
  ...run: ((poisk: Awaited<ReturnType<typeof openPlace>>) => Promise<unknown>)[]
): Promise<Way> {
  const place = await openPlace("a folder");
  const nothing = () => Promise.resolve();
  return {
    name,
    isPushed: false,
    bringIn: async () => {
      for (const each of run) await each(place);
    },
    goDown: nothing,
    comeUp: nothing,
    search: async () => {
      const { printed } = await place.poisk(
        "search",
        COMMON_WORDS,
        "--match",
        "any",
        "--json",
        "--limit",
        "50",
        "--no-correct",
      );
      return (JSON.parse(printed) as { hits: SearchHit[] }).hits;
    },
    close: () => place.close(),
  };
}

const openFeed = () => openCommand("feed", async ({ poisk }) => expectDone(await poisk("poll", "--force")));

const openSitemap = () =>
  openCommand("sitemap", async ({ poisk }) =>
    expectDone(await poisk("import", "--sitemap", `${site.url}/wp-sitemap.xml`, "--pause", "0", "--prune=all")),
  );

const openExport = () =>
  openCommand("export", async ({ poisk, write }) => {
    const wxr = await site.php("require_once ABSPATH . 'wp-admin/includes/export.php'; export_wp();");
    expectDone(await poisk("import", await write("site.xml", wxr), "--replace"));
  });

function expectDone(answer: { readonly exitCode: number; readonly printed: string; readonly noted: string }): void {
  expect(answer).toMatchObject({ exitCode: 0 });
}

/** The site as readers see it after a round, by word. */
function shownAfter(round: number): Map<string, Step["shows"]> {
  return new Map(
    POSTS.map(({ word, steps }) => [word, steps.slice(0, round + 1).findLast((step) => step != null)?.shows ?? null]),
  );
}

/** Describes the hits as the site would show the post. */
function seen(hits: readonly SearchHit[], word: string, shows: Step["shows"]): string {
  const found = hits.filter(({ title }) => title.text.includes(word));
  const [hit] = found;
  if (shows === null) return hit === undefined ? "✓" : "stays";
  if (hit === undefined) return "missing";
  if (found.length > 1) return "found twice";
  if (decodeURIComponent(hit.url ?? "") !== `${site.url}/${shows.address}/`) return "the old address";
  return hit.title.text === shows.title ? "✓" : "the old text";
}

/** The fields of all posts by a way: as the site has them, left out, or what is wrong. */
function seenFields(hits: readonly SearchHit[]): Record<string, string> {
  const expected = {
    minute: "2025-01-01T00:30+10:00",
    author: "Анна Белых",
    section: "Город & область",
    tags: ["Дороги", "переправа"],
    picture: `${site.url}/wp-content/uploads/2025/01/bridge.jpg`,
    source: "Вестник & Ко",
  };
  const got = hits.map(({ publishedAt, author, section, tags, image, source }) => ({
    minute: publishedAt,
    author,
    section,
    tags,
    picture: image,
    source,
  }));
  return Object.fromEntries(
    Object.entries(expected).map(([name, value]) => {
      const values = new Set(got.map((hit) => JSON.stringify(hit[name as keyof typeof expected] ?? null)));
      const [one] = values;
      const isSame = values.size === 1 && one === JSON.stringify(value);
      return [name, isSame ? "✓" : values.size === 1 && one === "null" ? "—" : [...values].join(" ")];
    }),
  );
}

const table = (rows: readonly (readonly string[])[]) =>
  [rows[0] ?? [], (rows[0] ?? []).map(() => "---"), ...rows.slice(1)].map((row) => `| ${row.join(" | ")} |\n`).join("");

it("after each step of an editor each way has of a post what docs/wordpress.md says of it", async () => {
  await site.php(`
    $picture = wp_insert_attachment(['post_mime_type' => 'image/jpeg', 'post_title' => 'bridge'], '2025/01/bridge.jpg');
    wp_update_attachment_metadata($picture, ['width' => 1200, 'height' => 800, 'file' => '2025/01/bridge.jpg', 'sizes' => []]);
    $rubrics = array_map(fn($name) => wp_insert_term($name, 'category')['term_id'], ['Город & область', 'Дороги']);
    update_option('test_fields', [$picture, $rubrics]);`);
  const cells = new Map<string, string[]>();
  let fields: Record<string, string>[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const changed = POSTS.filter(({ steps }) => steps[round] != null);
    const isDown = round === ROUNDS - 1;
    if (isDown) for (const way of ways) await way.goDown();
    const statements = changed.map(({ id, steps }) => `$id = ${id || 0}; ${steps[round]?.does ?? ""} $ids[] = $id;`);
    const ids = await site.php(
      `[$picture, $rubrics] = get_option('test_fields'); $ids = [];\n${statements.join("\n")}\necho implode(' ', $ids);`,
    );
    for (const [place, id] of ids.split(" ").entries()) {
      const each = changed[place];
      if (each !== undefined) each.id = id;
    }
    if (isDown) for (const way of ways) await way.comeUp();
    const shows = shownAfter(round);
    const look = async (way: Way) => {
      const hits = await way.search();
      return changed.map(({ word }) => [word, seen(hits, word, shows.get(word) ?? null)] as const);
    };
    for (const way of ways) {
      // Whoever pushes to a server that is down has failed, and only the plugin comes again.
      if (isDown && way.name === "push") continue;
      await way.bringIn(changed);
      if (way.isPushed)
        await vi.waitFor(async () => expect(await look(way)).toEqual(changed.map(({ word }) => [word, "✓"])), WAIT);
    }
    const looks = await Promise.all(ways.map(look));
    for (const [place, { steps }] of changed.entries()) {
      const row = steps[round]?.row;
      if (row === undefined) continue;
      const own = looks.map((one) => one[place]?.[1] ?? "");
      cells.set(
        row,
        (cells.get(row) ?? own).map((cell, way) => (cell === own[way] ? cell : `${cell}, ${own[way]}`)),
      );
    }
    if (round === 0) fields = await Promise.all(ways.map(async (way) => seenFields(await way.search())));
  }
  const names = ways.map(({ name }) => name);
  const rows = new Set(POSTS.flatMap(({ steps }) => steps.flatMap((step) => step?.row ?? [])));
  const all = [
    ...[...rows].map((row) => [row, ...(cells.get(row) ?? [])]),
    ...Object.keys(fields[0] ?? {}).map((name) => [name, ...fields.map((one) => one[name] ?? "")]),
  ];
  expect(all.flat()).toHaveLength(ROWS * (1 + names.length));
  const written = table([
    ["step or field", ...names],
    ...all.filter((row) => row.slice(1).some((cell) => cell !== "✓")),
  ]);
  const page = await readFile(PAGE, "utf8");
  const [before, after] = [page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)];
  expect(before).toBeGreaterThanOrEqual(BEGIN.length);
  await expect(page.slice(0, before) + written + page.slice(after)).toMatchFileSnapshot(PAGE);
});
