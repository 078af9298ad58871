/**
 * The export of a Telegram channel (`result.json` of Telegram Desktop) to its posts, in chunks and in memory bounded by
 * one message. Chats and groups are refused by their kind, before a message of theirs is looked at.
 */

import * as v from "valibot";
import { type SourcedArticle, sourcedArticle } from "../feed/feed-article.ts";
import { isPlainObject } from "../json/article.ts";
import { isLegalMark } from "../line-rules/boilerplate.ts";
import { type Found, foundIn } from "../news/origin.ts";
import { cleanLine } from "../text/normalize-text.ts";

/** The fields of a chat that an export has before the messages. */
const chatSchema = v.object({
  name: v.nullish(v.string()),
  type: v.string(),
  id: v.union([v.number(), v.string()]),
});

/** A channel whose export is read. */
export interface TelegramChannel {
  readonly name: string;
  readonly id: string;
}

/** The beginning of an export holds this, and no article: kind and number of the chat, then its messages. */
const MESSAGES = /(?<!\\)"messages"\s{0,99}:\s{0,99}\[/;
const KIND = /"type"\s{0,99}:\s{0,99}"[a-z_]{1,40}"/;
const WHOLE_ACCOUNT = /"(?:personal_information|chats)"\s{0,99}:/;
/** More than the head takes. */
export const TELEGRAM_HEAD_CHARACTERS = 4_096;
/** Most characters of a message, those of a part of an archive. A post has at most 4,096 characters. */
const MAX_MESSAGE_CHARACTERS = 10_000_000;

/**
 * Tells whether a text begins as an export of Telegram does. It reads the first {@link TELEGRAM_HEAD_CHARACTERS} alone.
 */
export function looksLikeTelegram(text: string): boolean {
  const head = text.slice(0, TELEGRAM_HEAD_CHARACTERS).replace(/^\uFEFF/, "");
  const isAccount = /^\s{0,99}\{\s{0,99}"about"/.test(head) && WHOLE_ACCOUNT.test(head);
  return isAccount || (head.trimStart().startsWith("{") && KIND.test(head) && MESSAGES.test(head));
}

const KINDS: Readonly<Record<string, string>> = {
  personal_chat: "a personal chat",
  bot_chat: "a chat with a bot",
  saved_messages: "saved messages",
  private_group: "a private group",
  private_supergroup: "a private group",
  public_supergroup: "a group",
};

/** Reads one export. After {@link fault} is told nothing more is read. */
export class TelegramReader {
  #head: string | null = "";
  #channel: TelegramChannel | null = null;
  #refusal: string | null = null;
  #isDone = false;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #pieces: string[] = [];
  #characters = 0;
  #fault: string | null = null;

  /** Null until the messages begin. */
  get channel(): TelegramChannel | null {
    return this.#channel;
  }

  /** Reason why nothing of the export may be read; null if there is none, or it is not known yet. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** Reason why it was not read to its end, to follow "since". */
  get fault(): string | null {
    return this.#fault;
  }

  /** The messages that end in this part of the export, each as JSON. */
  write(chunk: string): string[] {
    if (this.#refusal !== null || this.#fault !== null) return [];
    if (this.#head === null) return this.#split(chunk);
    this.#head += chunk;
    const begin = MESSAGES.exec(this.#head.slice(0, TELEGRAM_HEAD_CHARACTERS));
    if (begin === null) {
      if (this.#head.length >= TELEGRAM_HEAD_CHARACTERS) this.#refuseAccount();
      return [];
    }
    const end = begin.index + begin[0].length;
    const rest = this.#head.slice(end);
    this.#open(this.#head.slice(0, end).replace(/^\uFEFF/, ""));
    this.#head = null;
    return this.#refusal === null ? this.#split(rest) : [];
  }

  /** Tells that the export ends here. */
  end(): void {
    if (this.#head !== null && this.#refusal === null) this.#refuseAccount();
    if (!this.#isDone && this.#refusal === null) this.#fault ??= "it is cut short";
  }

  #refuseAccount(): void {
    this.#refusal =
      "The file is no export of one Telegram channel; it may be one of a whole account, with its private chats. Export the channel alone, as JSON: ⋮, Export chat history.";
  }

  #open(head: string): void {
    const parsed = v.safeParse(chatSchema, parseJson(`${head}]}`));
    if (!parsed.success) {
      this.#refuseAccount();
      return;
    }
    const { type, name, id } = parsed.output;
    if (type !== "public_channel" && type !== "private_channel") {
      this.#refusal = `The file is an export of ${KINDS[type] ?? `a chat of the kind ${type.slice(0, 40)}`}, which is nobody's to search. Only channels are read.`;
      return;
    }
    this.#channel = { name: cleanLine(name ?? "").slice(0, 500), id: String(id).slice(0, 40) };
  }

  /** Cuts the array's objects out of the text, whatever they hold. */
  #split(chunk: string): string[] {
    const messages: string[] = [];
    let start = 0;
    for (let i = 0; i < chunk.length && !this.#isDone && this.#fault === null; i += 1) {
      const sign = chunk.charCodeAt(i);
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (sign === BACKSLASH) this.#isEscaped = true;
        else if (sign === QUOTE) this.#isInString = false;
      } else if (sign === QUOTE) this.#isInString = true;
      else if (sign === OPEN_BRACE || sign === OPEN_BRACKET) {
        if (this.#depth === 0) start = i;
        this.#depth += 1;
      } else if (sign === CLOSE_BRACE || sign === CLOSE_BRACKET) {
        if (this.#depth === 0) this.#isDone = true;
        else this.#depth -= 1;
        if (this.#depth === 0 && !this.#isDone) {
          messages.push([...this.#pieces, chunk.slice(start, i + 1)].join(""));
          this.#pieces = [];
          this.#characters = 0;
        }
      }
    }
    if (this.#depth > 0) {
      this.#pieces.push(chunk.slice(start));
      this.#characters += chunk.length - start;
      if (this.#characters > MAX_MESSAGE_CHARACTERS)
        this.#fault = "a message has more characters than a message can have";
    }
    return messages;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** A first line that is longer is no headline. Untuned. */
const MAX_TITLE_CHARACTERS = 150;

/** «#Якутск #мост» stands above headlines, and is none. */
const ONLY_TAGS = /^(?:#[\p{L}\d_]{1,100}[\s,]{0,9}){1,30}$/u;

/**
 * The post of a message, or what the message is, as what is counted of those that are left out. The channel's
 * `username` is `name` of t.me/name, without which its posts have no address.
 */
export function telegramPost(json: string, channel: TelegramChannel, username: string | null): SourcedArticle | string {
  const message = parseJson(json);
  if (!isPlainObject(message) || message.type !== "message") return "service message";
  const { id } = message;
  if (typeof id !== "number" || !Number.isSafeInteger(id)) return "message without a number";
  const lines = plainText(message.text).split("\n");
  const isMark = (line: string) => isLegalMark(cleanLine(line));
  const first = lines.findIndex((line) => /[\p{L}\d]/u.test(line) && !isMark(line));
  if (first === -1) return "message without text";
  const line = cleanLine(lines[first] ?? "");
  // A legal mark above the headline is none; the reader of the text takes it from there.
  const marks = lines.slice(0, first).filter(isMark);
  const rest = lines.slice(first + 1).join("\n");
  const isTitled = line.length <= MAX_TITLE_CHARACTERS && /[\p{L}\d]/u.test(rest) && !ONLY_TAGS.test(line);
  const forwardedFrom = typeof message.forwarded_from === "string" ? cleanLine(message.forwarded_from) : "";
  const written = (value: unknown) => (typeof value === "string" ? value : "");
  return sourcedArticle({
    id: foundIn(`telegram:${channel.id}:${id}`, "message id"),
    title: foundIn(isTitled ? line : "", "text"),
    text: foundIn([...marks, isTitled ? rest : lines.slice(first).join("\n")].join("\n\n"), "text"),
    url: foundIn(username === null ? null : `https://t.me/${username}/${id}`, "setting"),
    date: momentOf(message.date_unixtime) ?? foundIn(written(message.date), "date"),
    updatedAt: momentOf(message.edited_unixtime) ?? foundIn(written(message.edited), "date"),
    source: forwardedFrom === "" ? foundIn(channel.name, "channel name") : foundIn(forwardedFrom, "forwarded_from"),
    // Of channels that sign their posts.
    author: foundIn(cleanLine(written(message.author)).slice(0, 500), "author"),
  });
}

/** Text is a string, or strings and entities in a row, each with the words that it marks. */
function plainText(text: unknown): string {
  if (typeof text === "string") return text;
  if (!Array.isArray(text)) return "";
  return text
    .map((piece: unknown) => {
      if (typeof piece === "string") return piece;
      return isPlainObject(piece) && typeof piece.text === "string" ? piece.text : "";
    })
    .join("");
}

/** Seconds since 1970 say which zone `2024-03-12T21:07:00` is of. */
function momentOf(seconds: unknown): Found<string> | null {
  return typeof seconds === "string" && /^\d{9,11}$/.test(seconds) ? foundIn(seconds, "date_unixtime") : null;
}
