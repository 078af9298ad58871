/**
 * `--time-zone` of the verbs that bring articles in: the zone is kept with each upload, and articles count under its
 * days.
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runCommand } from "../../functions/cli/program/program.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
beforeEach(async () => {
  folder = await makeTemporaryFolder();
});
afterEach(() => folder.remove());

async function poisk(...args: string[]) {
  const terminal = createRecordingTerminal();
  const exitCode = await runCommand([...args, "--data-dir", join(folder.path, "data")], terminal);
  return { exitCode, printed: terminal.printed.join("\n"), noted: terminal.noted.join("\n") };
}

async function write(name: string, content: string): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, content);
  return path;
}

/** 31 December in Moscow, 1 January in Yekaterinburg. */
const AT_NIGHT = "2016-12-31T22:30:00+03:00";
const article = { id: "a", title: "Мост в Перми", text: "Мост в Перми открыли ночью.", date: AT_NIGHT };
const item = `<item><title>Мост в Перми</title><link>https://kama.example/a</link>
  <pubDate>Sat, 31 Dec 2016 22:30:00 +0300</pubDate><description>Мост в Перми открыли ночью.</description></item>`;
const feed = `<?xml version="1.0"?><rss version="2.0"><channel><title>Кама</title><link>https://kama.example/</link>${item}</channel></rss>`;

it.each([
  ["put", "a.json", JSON.stringify(article)],
  ["import", "a.jsonl", JSON.stringify(article)],
  ["import", "feed.xml", feed],
])("poisk %s of %s keeps the zone of the site", async (verb, name, content) => {
  const file = await write(name, content);
  expect(await poisk(verb, file, "--time-zone", "Asia/Yekaterinburg")).toMatchObject({ exitCode: 0 });
  const { printed } = await poisk("search", "мост", "--json");
  expect(JSON.parse(printed).hits).toMatchObject([{ publishedAt: "2017-01-01T00:30+05:00" }]);
});

it("an archive that is imported again with another zone counts under its days", async () => {
  const file = await write("a.jsonl", JSON.stringify(article));
  await poisk("import", file);
  expect(await poisk("import", file, "--replace", "--time-zone", "Asia/Yekaterinburg")).toMatchObject({ exitCode: 0 });
  const { printed } = await poisk("search", "мост", "--json");
  expect(JSON.parse(printed).hits).toMatchObject([{ publishedAt: "2017-01-01T00:30+05:00" }]);
});

it.each(["put", "import"])("poisk %s refuses a zone that does not exist, before anything is put", async (verb) => {
  const file = await write("a.jsonl", JSON.stringify(article));
  const answer = await poisk(verb, file, "--time-zone", "Asia/Atlantis");
  expect(answer.exitCode).toBe(2);
  expect(answer.noted).toContain(
    "--time-zone must be the name of a time zone, such as Asia/Vladivostok, not Asia/Atlantis.",
  );
  expect((await poisk("search", "мост")).exitCode).not.toBe(0);
});
