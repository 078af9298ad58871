/**
 * Token filter: addresses (layer 1, pure). A URL is its host, an e-mail address is itself, a bare host counts where
 * it ends in a top-level domain that people know: ria.ru, while «слово.Другое» is two words.
 */

import { alternativeWeights } from "../words/alternative-weights.ts";
import { cutTerm, foldYo } from "../words/word-folding.ts";
import type { LiteralMatch } from "./calendar-date.ts";

/** Top-level domains that make a bare host, in any case. Any other needs `https://` before it. */
const TOP_LEVEL_DOMAINS: ReadonlySet<string> = new Set(
  `ru su рф com org net info biz edu gov mil int eu io tv fm uk de fr es pl cz fi se dk nl ch ua kz uz kg tj az ge lv lt
  ee cn jp kr il tr dev tatar`.split(/\s+/),
);

/** Domains that are words too: in lower case only, since «the end.It was» is no host. */
const WORD_LIKE_DOMAINS: ReadonlySet<string> = new Set(
  "me am us it no be at by in ai app media news press online site store club pro top agency academy moscow".split(" "),
);

const URL_HOST =
  /(?:https?|ftp):\/\/(?:www\.)?([\p{Script=Latin}\p{Script=Cyrillic}0-9-]{1,63}(?:\.[\p{Script=Latin}\p{Script=Cyrillic}0-9-]{1,63}){1,8})/iuy;
/** What follows a host up to white space or a quotation mark: port, path, query, fragment. */
const URL_REST = /(?::\d{1,5})?(?:[/?#][^\s"'<>«»“”]*)?/y;
const EMAIL = /[a-z0-9][a-z0-9._%+-]{0,63}@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})/iy;
/** At most the longest name in the DNS (RFC 1035), so that a long run is not read again and again. */
const LATIN_LABELS = /[a-z0-9.-]{1,253}/iy;
const CYRILLIC_LABELS = /[а-яё0-9.-]{1,253}/iy;
const LABEL_CONTINUES = /[_\p{Script=Latin}]/uy;

/** An e-mail's local part is at most 64 characters (RFC 5321), so an @ farther off is of another address. */
const MAX_LOCAL_LENGTH = 64;

/** Finds the addresses of one text, asked from left to right; remembers what it has ruled out, so as to be linear. */
export class AddressMatcher {
  readonly #text: string;
  #nextAt: number;
  /** No bare host starts before these, by script. */
  #noLatinHostBefore = 0;
  #noCyrillicHostBefore = 0;

  constructor(text: string) {
    this.#text = text;
    this.#nextAt = text.indexOf("@");
  }

  /** The address that starts at the letter or digit at `position`, or undefined. */
  match(position: number): LiteralMatch | undefined {
    return this.#matchUrl(position) ?? this.#matchEmail(position) ?? this.#matchBareHost(position);
  }

  #matchUrl(position: number): LiteralMatch | undefined {
    if (!"hHfF".includes(this.#text.charAt(position))) return undefined;
    URL_HOST.lastIndex = position;
    const found = URL_HOST.exec(this.#text);
    if (found === null) return undefined;
    return literal(this.#endOfRest(URL_HOST.lastIndex), found[1] ?? "");
  }

  #matchEmail(position: number): LiteralMatch | undefined {
    if (this.#nextAt !== -1 && this.#nextAt < position) this.#nextAt = this.#text.indexOf("@", position);
    if (this.#nextAt === -1 || this.#nextAt - position > MAX_LOCAL_LENGTH) return undefined;
    EMAIL.lastIndex = position;
    const found = EMAIL.exec(this.#text);
    return found === null ? undefined : literal(EMAIL.lastIndex, found[0]);
  }

  #matchBareHost(position: number): LiteralMatch | undefined {
    if (this.#text.charCodeAt(position) < 0x80) {
      if (position < this.#noLatinHostBefore) return undefined;
      const labels = labelsAt(LATIN_LABELS, this.#text, position);
      this.#noLatinHostBefore = position + labels.length;
      return this.#hostOf(labels, position);
    }
    if (position < this.#noCyrillicHostBefore) return undefined;
    const labels = labelsAt(CYRILLIC_LABELS, this.#text, position);
    this.#noCyrillicHostBefore = position + labels.length;
    return this.#hostOf(labels, position);
  }

  /** The longest beginning of a run of labels that ends in a known domain. */
  #hostOf(labels: string, position: number): LiteralMatch | undefined {
    LABEL_CONTINUES.lastIndex = position + labels.length;
    let end = LABEL_CONTINUES.test(this.#text) ? labels.lastIndexOf(".") : labels.length;
    for (let dot = labels.lastIndexOf(".", end - 1); dot > 0; dot = labels.lastIndexOf(".", end - 1)) {
      if (isTopLevelDomain(labels.slice(dot + 1, end)) && labels[dot - 1] !== ".") {
        return literal(this.#endOfRest(position + end), labels.slice(0, end).replace(/^www\./i, ""));
      }
      end = dot;
    }
    return undefined;
  }

  #endOfRest(position: number): number {
    URL_REST.lastIndex = position;
    return URL_REST.test(this.#text) ? URL_REST.lastIndex : position;
  }
}

function labelsAt(labels: RegExp, text: string, position: number): string {
  labels.lastIndex = position;
  return labels.exec(text)?.[0] ?? "";
}

function isTopLevelDomain(label: string): boolean {
  return TOP_LEVEL_DOMAINS.has(label.toLowerCase()) || WORD_LIKE_DOMAINS.has(label);
}

function literal(end: number, address: string): LiteralMatch {
  const term = cutTerm(foldYo(address.toLowerCase().replace(/(?<!-)-+$/, "")));
  return { end, alternatives: [{ terms: [term], weight: alternativeWeights.exact }] };
}
