/**
 * Exports of other systems as their items, and these as the lines of an archive: one article a line, and an empty line
 * for what is left out, so that a line's number is that of the item. A stream on both sides, in memory bounded by one
 * item, and by the posts that wait for their pictures.
 */

import { charsetInMarkup } from "../encoding/charset-declaration.ts";
import { decodeText } from "../encoding/decode-text.ts";
import type { SourcedArticle } from "../feed/feed-article.ts";
import { type FeedItem, FeedParser } from "../feed/feed-parser.ts";
import { looksLikeJsonFeed } from "../feed/json-feed.ts";
import type { OnPlacedArticle } from "../json/articles.ts";
import type { ReadResult, RejectedPart, UploadContext } from "../model/rejection.ts";
import type { Article } from "../news/article.ts";
import type { Origins } from "../news/origin.ts";
import { looksLikeTelegram, TelegramReader, telegramPost } from "./telegram.ts";
import {
  type WordpressOptions,
  withThumbnail,
  wordpressArticle,
  wordpressAttachment,
  wordpressThumbnail,
} from "./wordpress.ts";

/** The caller's options of an export. */
export interface ExportOptions extends WordpressOptions {
  /** `name` of t.me/name, where the channel has one. */
  readonly username: string | null;
}

/** An item of an export: the article that it is, or what it is instead and why it is left out. */
export type ExportedItem = SourcedArticle | string;

/** An export that is being read. */
export interface ExportedItems {
  /** The items in order, as many at once as come. */
  readonly batches: AsyncIterable<readonly ExportedItem[]>;
  /** The number of items of each kind that were left out so far. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** Finds the reason why nothing of it may be read; null if there is none, or it is not known yet. */
  refusal(): string | null;
  /** Finds the reason why it was not read to its end, to follow "since"; null if it was, or is still read. */
  fault(): string | null;
}

/** More than tells what an archive is: exports begin with comments. */
export const EXPORT_HEAD_BYTES = 16_384;

/** Texts of so many characters at least are handed on at once. */
const CHUNK_CHARACTERS = 262_144;

const encoder = new TextEncoder();

/** Finds the kind of an archive by its first bytes; `lines` if it is no export. */
export function exportKind(head: Uint8Array): "lines" | "feed" | "wordpress" | "telegram" {
  const text = new TextDecoder(encodingOf(head)).decode(head).trimStart();
  // What warns of a programme's faults stands before the declaration.
  if (text.startsWith("<") || (!/^[{[]/.test(text) && /<\?xml\s|<rss[\s>]/.test(text))) {
    return /wordpress\.org\/export\/|<wp:wxr_version/.test(text) ? "wordpress" : "feed";
  }
  if (looksLikeJsonFeed(text)) return "feed";
  return looksLikeTelegram(text) ? "telegram" : "lines";
}

/** Tells whether a file that begins so is a feed, or a map of a site. The reader of that says what brings it in. */
export function isFeed(head: Uint8Array): boolean {
  const parser = new FeedParser();
  parser.write(new TextDecoder(encodingOf(head)).decode(head));
  return parser.kind !== null && parser.kind !== "other";
}

/** Finds the encoding. The declared one is doubted if the head has letters that tell. */
function encodingOf(head: Uint8Array): string {
  const isTelling = head.some((byte) => byte >= 0x80 || byte === 0);
  return (isTelling ? decodeText(head, null)?.encoding : charsetInMarkup(head)) ?? "utf-8";
}

/** The kind of a file that is an export by its first bytes; null for any other. A page may only tell of exports. */
export function ownExportKind(head: Uint8Array): "wordpress" | "telegram" | null {
  const kind = exportKind(head);
  return kind === "telegram" || (kind === "wordpress" && isFeed(head)) ? kind : null;
}

/** Reads an export that begins with `head`. An export that is refused ends early, and `refusal` tells why. */
export function openExport(
  bytes: AsyncIterable<Uint8Array>,
  kind: "wordpress" | "telegram",
  head: Uint8Array,
  options: ExportOptions,
): ExportedItems {
  const leftOut = new Map<string, number>();
  const reader = kind === "wordpress" ? wordpressReader(options) : telegramReader(options);
  const texts = decoded(bytes, encodingOf(head));
  const counted = (items: readonly ExportedItem[]): readonly ExportedItem[] => {
    for (const item of items) if (typeof item === "string") leftOut.set(item, (leftOut.get(item) ?? 0) + 1);
    return items;
  };
  async function* batches(): AsyncGenerator<readonly ExportedItem[]> {
    for await (const text of texts) {
      const items = reader.write(text);
      if (reader.refusal() !== null) return;
      yield counted(items);
    }
    yield counted(reader.end());
  }
  return { batches: batches(), leftOut, refusal: () => reader.refusal(), fault: () => reader.fault() };
}

/** The lines of an archive that an export makes. */
export async function* exportLines({ batches }: Pick<ExportedItems, "batches">): AsyncGenerator<Uint8Array> {
  let lines: string[] = [];
  let characters = 0;
  for await (const items of batches) {
    for (const item of items) {
      const line = exportLine(item);
      lines.push(line);
      characters += line.length;
    }
    if (characters < CHUNK_CHARACTERS) continue;
    yield encoder.encode(lines.join(""));
    lines = [];
    characters = 0;
  }
  if (lines.length > 0) yield encoder.encode(lines.join(""));
}

/** Lines of an export that are read together, and where the fields of each were found. */
interface ExportPart {
  readonly lines: string;
  /** One for each line. */
  readonly origins: readonly Origins[];
}

/** Parts are at most so long, as those of an import are. Untuned. */
const MAX_LINES_OF_A_PART = 1_000;
const MAX_CHARACTERS_OF_A_PART = 4_000_000;

/**
 * Reads the articles of an export as those of the lines that an import makes of it, and hands each over with the number
 * of its item. Returns the items that gave none.
 */
export async function readExport(
  exported: ExportedItems,
  read: (bytes: Uint8Array, context: UploadContext, onPlaced: OnPlacedArticle) => Promise<ReadResult>,
  context: UploadContext,
  onArticle: (article: Article, item: number) => void,
): Promise<RejectedPart[]> {
  const rejected: RejectedPart[] = [];
  let linesBefore = 0;
  for await (const { lines, origins } of exportParts(exported)) {
    const places = new Map<Article, number>();
    const part = { ...context, origins: { ...context.origins, lines: origins } };
    const result = await read(encoder.encode(lines), part, ({ article, place }) => {
      places.set(article, place);
    });
    for (const article of result.articles) onArticle(article, linesBefore + (places.get(article) ?? 0));
    for (const { line = 0, ...rest } of result.rejected) rejected.push({ item: linesBefore + line, ...rest });
    linesBefore += origins.length;
  }
  return rejected;
}

/** The lines of an archive that an export makes, in parts that can be read as uploads, each with its origins. */
async function* exportParts({ batches }: Pick<ExportedItems, "batches">): AsyncGenerator<ExportPart> {
  let lines: string[] = [];
  let origins: Origins[] = [];
  let characters = 0;
  for await (const items of batches) {
    for (const item of items) {
      const line = exportLine(item);
      lines.push(line);
      origins.push(typeof item === "string" ? {} : item.origins);
      characters += line.length;
      if (lines.length < MAX_LINES_OF_A_PART && characters < MAX_CHARACTERS_OF_A_PART) continue;
      yield { lines: lines.join(""), origins };
      lines = [];
      origins = [];
      characters = 0;
    }
  }
  if (lines.length > 0) yield { lines: lines.join(""), origins };
}

/** The line of an item, with its end. */
function exportLine(item: ExportedItem): string {
  return typeof item === "string" ? "\n" : `${JSON.stringify(item.fields)}\n`;
}

interface ExportReader {
  /** The items that end in this part of the text. */
  write(text: string): readonly ExportedItem[];
  /** The items that were still open when the text ended. */
  end(): readonly ExportedItem[];
  refusal(): string | null;
  fault(): string | null;
}

function wordpressReader(options: WordpressOptions): ExportReader {
  const parser = new FeedParser();
  const posts = new PostsInOrder();
  const articleOf = (item: FeedItem): ExportedItem => {
    if (item.isTooLong) return "post too long to be read";
    const article = wordpressArticle(item, parser.channel, options);
    return typeof article === "string" || article.fields.text !== undefined ? article : "post without text";
  };
  return {
    write: (text) => {
      for (const item of parser.write(text)) posts.add(item, articleOf(item));
      return posts.take(MAX_WAITING_CHARACTERS);
    },
    end: () => {
      parser.end();
      return posts.take(0);
    },
    refusal: () => null,
    fault: () => parser.fault,
  };
}

/**
 * Texts of posts that wait for a picture that comes later in the export: WordPress writes items by their numbers, and a
 * picture's is mostly next to its post's. The first posts of more go without. Untuned.
 */
const MAX_WAITING_CHARACTERS = 32_000_000;

/** Posts in the order of the export, each with its picture once both are known. */
class PostsInOrder {
  readonly #addresses = new Map<string, string>();
  #waiting: { readonly article: ExportedItem; readonly thumbnail: string; readonly characters: number }[] = [];
  #characters = 0;

  add(item: FeedItem, article: ExportedItem): void {
    const attachment = wordpressAttachment(item);
    if (attachment !== null) this.#addresses.set(attachment.id, attachment.address);
    const thumbnail = typeof article === "string" ? "" : wordpressThumbnail(item);
    const characters = typeof article === "string" ? 0 : (article.fields.text ?? "").length;
    this.#waiting.push({ article, thumbnail, characters });
    this.#characters += characters;
  }

  /** Those that wait for nothing, and the first of what is more than may wait. */
  take(mostCharacters: number): ExportedItem[] {
    const taken: ExportedItem[] = [];
    for (const { article, thumbnail, characters } of this.#waiting) {
      const address = this.#addresses.get(thumbnail);
      if (thumbnail !== "" && address === undefined && this.#characters <= mostCharacters && mostCharacters > 0) break;
      taken.push(typeof article === "string" || address === undefined ? article : withThumbnail(article, address));
      this.#characters -= characters;
    }
    this.#waiting = this.#waiting.slice(taken.length);
    return taken;
  }
}

function telegramReader({ username }: ExportOptions): ExportReader {
  const reader = new TelegramReader();
  return {
    write: (text) => {
      const messages = reader.write(text);
      const { channel } = reader;
      return channel === null ? [] : messages.map((message) => telegramPost(message, channel, username));
    },
    end: () => {
      reader.end();
      return [];
    },
    refusal: () => reader.refusal,
    fault: () => reader.fault,
  };
}

async function* decoded(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
