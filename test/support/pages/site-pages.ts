/**
 * Pages in the manner of sixty sites and programs that made pages do not have (test/fixtures/site-pages). The first
 * line of a file is JSON that says what is on the page; in the rest ⟦…⟧ stands around each paragraph of the story and
 * ⟪…⟫ around what is none of it. They were marked before any of them was read. Rules are not tuned on those in
 * held-out.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Truth } from "../../eval/articles/truth.ts";
import type { Half, HardPage } from "./hard-pages.ts";

const headSchema = v.union([
  v.strictObject({
    title: v.string(),
    /** ISO day; "" where the page tells no year. */
    date: v.string(),
    place: v.string(),
    /** True if the first paragraph stands under the title as a lead does, which body or lead may hold. */
    lead: v.optional(v.boolean(), false),
  }),
  /** A pattern of the reason why it is no article. */
  v.strictObject({ rejected: v.string() }),
]);

const FOLDER = join(import.meta.dirname, "../../fixtures/site-pages");
const HEAD = /^(?:<!--|#) (\{.*\})(?: -->)?\n/;

/** All of them, by half and name. */
export function sitePages(): HardPage[] {
  return (["tuning", "held-out"] as const).flatMap((half) =>
    readdirSync(join(FOLDER, half)).map((name) => readPage(half, name, readFileSync(join(FOLDER, half, name), "utf8"))),
  );
}

function readPage(half: Half, file: string, marked: string): HardPage {
  const head = v.parse(headSchema, JSON.parse(HEAD.exec(marked)?.[1] ?? "null"));
  const written = marked.replace(HEAD, "");
  return {
    layout: file,
    half,
    format: file.endsWith(".txt") ? "text" : "html",
    content: written.replace(/[⟦⟧⟪⟫]/g, ""),
    truth: { file, url: "", not_in_body: between("⟪", "⟫", written), ...truthOf(head, between("⟦", "⟧", written)) },
  };
}

function truthOf(head: v.InferOutput<typeof headSchema>, paragraphs: string[]) {
  if ("rejected" in head) return { not_article: true, reason: head.rejected };
  const { title, date, place, lead } = head;
  const [first = ""] = paragraphs;
  const ends = { ...(lead ? {} : { first }), last: paragraphs.at(-1) ?? "" };
  return { title, date, place, paragraphs, ...ends, not_article: false } satisfies Partial<Truth>;
}

/** Lists the texts between two marks, without markup and line breaks. */
function between(open: string, close: string, marked: string): string[] {
  return [...marked.matchAll(new RegExp(`${open}([^${close}]*)${close}`, "g"))].map(([, text = ""]) =>
    text
      .replace(/<br ?\/?>/g, " ")
      .replace(/<[^>]*>|\*\*/g, "")
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/(?<=\p{Ll})[-¬]\n(?=\p{Ll})/gu, "")
      .replace(/\s+/g, " ")
      .trim(),
  );
}
