/**
 * Uploads that somebody might make to break a reader: each small to write down and large, deep or odd to read.
 */
import { gzipSync } from "node:zlib";

export interface NastyUpload {
  readonly what: string;
  readonly key: string;
  readonly bytes: Uint8Array;
  /** The code of its rejection; null where an article is to be read, and "any" where either will do. */
  readonly rejected: string | null;
}

const MEGABYTE = 1_000_000;
const STORY =
  "В городе открыли новый мост, по которому пойдут трамваи и автобусы, сообщила мэрия. " +
  "Движение начнётся в понедельник утром, а пешеходы смогут перейти реку уже сегодня.";
const PAGE = `Мост открыли раньше срока\n\n${STORY}\n\n${STORY}`;

const utf8 = (text: string): Uint8Array => Buffer.from(text, "utf8");
const html = (body: string): Uint8Array =>
  utf8(`<!doctype html><html><head><title>Мост</title></head><body>${body}</body></html>`);
const article = (fields: Record<string, unknown>): string => JSON.stringify({ title: "Мост", text: STORY, ...fields });

/** Made anew at each call: some have ten megabytes. */
export function nastyUploads(): NastyUpload[] {
  const zeros = Buffer.alloc(60 * MEGABYTE);
  const story = html(`<article><h1>Мост открыли</h1><p>${STORY}</p><p>${STORY}</p></article>`);
  return [
    // What unpacks to more than it may.
    ...["txt", "html", "json", "jsonl"].map((type) => ({
      what: `60 MB of nothing, packed as .${type}.gz`,
      key: `articles/bomb.${type}.gz`,
      bytes: gzipSync(zeros, { level: 9 }),
      rejected: "unpacked-too-large",
    })),
    file("a gzip within a gzip", "twice.txt.gz", gzipSync(gzipSync(utf8(PAGE))), "any"),
    file("a gzip that ends early", "cut.txt.gz", gzipSync(utf8(PAGE)).subarray(0, 40), "broken-archive"),
    file("no gzip at all", "lie.txt.gz", utf8(PAGE), "any"),
    file("11 MB", "large.txt", Buffer.alloc(11 * MEGABYTE, "а "), "too-large"),
    // What is deep.
    file("100,000 nested elements", "deep.html", html(`${"<div>".repeat(100_000)}${STORY}`), "any"),
    file("100,000 nested lists in JSON", "deep.json", utf8("[".repeat(100_000)), "any"),
    file(
      "a text nested in JSON",
      "nested.json",
      utf8(`{"text":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`),
      "any",
    ),
    file("100,000 unclosed tables", "tables.html", html(`${"<table><tr><td>".repeat(30_000)}${STORY}`), "any"),
    // What is long.
    file("one line of 9 MB", "line.txt", utf8("слово ".repeat(800_000)), "any"),
    file("one word of 9 MB", "word.txt", utf8("ы".repeat(4 * MEGABYTE)), "any"),
    file("a million empty lines", "lines.txt", utf8(`${PAGE}${"\n".repeat(MEGABYTE)}`), null),
    file("a million empty lines of .jsonl", "lines.jsonl", utf8(`${article({})}${"\n".repeat(MEGABYTE)}`), null),
    file(
      "a line of .jsonl of 9 MB",
      "long.jsonl",
      utf8(`${article({})}\n{"text":"${"ы ".repeat(3 * MEGABYTE)}"}`),
      null,
    ),
    file("100,000 attributes", "attributes.html", html(`<p ${"a=1 ".repeat(100_000)}>${STORY}</p>${STORY}`), "any"),
    file("an attribute of 5 MB", "attribute.html", html(`<p title="${"а".repeat(2 * MEGABYTE)}">${STORY}</p>`), "any"),
    file("half a million entities", "entities.html", html(`<p>${"&amp;&#x41;&bogus;".repeat(170_000)}</p>`), "any"),
    file("20,001 articles", "many.jsonl", utf8(`${article({ text: "Мост открыт." })}\n`.repeat(20_001)), "any"),
    // What never ends.
    file("a comment that is not closed", "comment.html", Buffer.concat([story, utf8("<!-- ".repeat(50_000))]), null),
    file("a script that is not closed", "script.html", Buffer.concat([story, utf8("<script>'".repeat(20_000))]), null),
    file(
      "a tag that is not closed",
      "tag.html",
      Buffer.concat([story, utf8(`<a href="${"x".repeat(MEGABYTE)}`)]),
      null,
    ),
    // What expressions backtrack over.
    ...["-", "!", "<", "&", "«", "а.А", "1.1", "@a.", "[http://", "Фото: ", "9 окт ", "а-", " \t", "..."].map(
      (piece, i): NastyUpload => ({
        what: `300,000 characters of ${JSON.stringify(piece)}`,
        key: `articles/repeated-${i}.txt`,
        bytes: utf8(`${PAGE}\n\n${piece.repeat(300_000 / piece.length)}x`),
        rejected: "any",
      }),
    ),
    // What is no text.
    file(
      "all bytes, over and over",
      "bytes.txt",
      Uint8Array.from({ length: MEGABYTE }, (_, i) => i % 251),
      "any",
    ),
    file("broken UTF-8 in every word", "broken.txt", brokenUtf8(PAGE), "any"),
    file("NUL between the letters", "nul.txt", utf8([...PAGE].join("\0")), "any"),
    file("marks of byte order alone", "marks.txt", utf8("\ufeff".repeat(10_000)), "any"),
    file(
      "half of a UTF-16 unit at the end",
      "odd.txt",
      Buffer.concat([Buffer.from(`\ufeff${PAGE}`, "utf16le"), utf8("a")]),
      "any",
    ),
    file("nothing", "empty.txt", new Uint8Array(), "any"),
    // What looks like something else.
    file("letters between which there is no width", "zero-width.txt", utf8([...PAGE].join("\u200b")), null),
    file("text from right to left", "right-to-left.txt", utf8(`\u202e${PAGE}\u202c\u2066${PAGE}`), null),
    file("20,000 marks on one letter", "marked.txt", utf8(`${PAGE}\n\nа${"\u0301".repeat(20_000)}`), null),
    file(
      "half a surrogate pair in JSON",
      "surrogate.json",
      utf8('{"title":"\\ud800 мост","text":"Мост \\udfff открыт."}'),
      null,
    ),
    // What names things of the language.
    ...["__proto__", "constructor", "hasOwnProperty", "toString", "prototype"].map(
      (name): NastyUpload => ({
        what: `${name} for every field`,
        key: `articles/${name}/${name}.json`,
        bytes: utf8(
          article({
            id: name,
            title: name,
            source: name,
            agency: name,
            place: name,
            author: name,
            text: `${name}. ${STORY}`,
          }),
        ),
        rejected: null,
      }),
    ),
    file("a field called __proto__", "proto.json", utf8(`{"__proto__":{"title":"чужой"},"text":"${STORY}"}`), "any"),
  ];
}

function file(what: string, name: string, bytes: Uint8Array, rejected: string | null): NastyUpload {
  return { what, key: `articles/${name}`, bytes, rejected };
}

/** Each space becomes the first byte of a letter whose second is missing. */
function brokenUtf8(text: string): Uint8Array {
  return Buffer.from(utf8(text)).map((byte) => (byte === 0x20 ? 0xd0 : byte));
}
