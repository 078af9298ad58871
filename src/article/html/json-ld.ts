/**
 * What a page says of its article in JSON-LD (layer 1; schema.org NewsArticle and its kin): of the articles that are
 * no items of a list the one that has the page's address or title, else the first. Lists, graphs and broken JSON are met on real pages, so nothing here throws, and what cannot be read
 * is as good as absent.
 */
import { canonicalUrl } from "../../news/canonical-url.ts";
import { decodeEntities } from "../text/html-entities.ts";
import { cleanLine, foldLine } from "../text/normalize-text.ts";
import { holdsHtml, htmlToText } from "./text.ts";

/** The article's fields as the page writes them; null where it does not. Texts are one clean line, but for the body. */
export interface LinkedArticle {
  readonly headline: string | null;
  readonly description: string | null;
  readonly published: string | null;
  readonly modified: string | null;
  /** Names, joined by commas. */
  readonly author: string | null;
  readonly publisher: string | null;
  readonly image: string | null;
  readonly url: string | null;
  /** Plain text or HTML, as written. */
  readonly body: string | null;
  /** False where readers must pay; null where nothing is said. */
  readonly isFree: boolean | null;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** schema.org, subtypes of Article and of BlogPosting that news sites use. */
const ARTICLE_TYPE =
  /^(?:https?:\/\/schema\.org\/)?(?:\w{0,20}NewsArticle|Article|\w{0,20}BlogPosting|Report|AdvertiserContentArticle|SocialMediaPosting|TechArticle)$/;
/** Where an article may be inside of something else; items of a list are other articles. */
const CONTAINERS = ["@graph", "mainEntity", "mainEntityOfPage", "subjectOf", "about"];
const MAX_OBJECTS = 2_000;
const MAX_AUTHORS = 10;
const MAX_FIELD_LENGTH = 2_000;

/** What the rest of the page says of itself. */
interface PageIdentity {
  /** Its addresses, as written. */
  readonly addresses: readonly string[];
  /** Its titles, perhaps with the name of the site. */
  readonly titles: readonly string[];
}

/** The article that the scripts describe, or null. Linear. */
export function readJsonLd(scripts: readonly string[], page: PageIdentity): LinkedArticle | null {
  const values = scripts.map(parseTolerantly);
  const nodes = values
    .flatMap(findArticles)
    .filter((node) => fieldOf(node.headline) !== null || fieldOf(node.datePublished) !== null);
  const node = nodes.length > 1 ? ownOf(nodes, page) : nodes[0];
  return node === undefined ? null : readArticle(node, namedNodes(values));
}

/** Pages describe the articles that they point to as well. */
function ownOf(nodes: readonly JsonObject[], page: PageIdentity): JsonObject | undefined {
  const addresses = new Set(page.addresses.map(canonicalUrl).filter((address) => address !== null));
  const titles = page.titles.map((title) => foldLine(title)).filter((fold) => fold !== "");
  const hasAddress = (node: JsonObject) =>
    [addressOf(node.url), addressOf(node.mainEntityOfPage), addressOf(node["@id"])].some((address) =>
      addresses.has(canonicalUrl(address) ?? ""),
    );
  const hasTitle = (node: JsonObject) => {
    const headline = foldLine(fieldOf(node.headline) ?? "");
    return headline !== "" && titles.some((title) => title.startsWith(headline) || headline.startsWith(title));
  };
  return nodes.find(hasAddress) ?? nodes.find(hasTitle) ?? nodes[0];
}

/** Persons and organisations that others name by their `@id` alone, by it. */
function namedNodes(values: readonly unknown[]): ReadonlyMap<string, JsonObject> {
  const named = new Map<string, JsonObject>();
  for (const value of values) {
    const graph = isObject(value) ? listOf(value["@graph"]) : listOf(value);
    for (const node of graph.slice(0, MAX_OBJECTS)) {
      if (isObject(node) && typeof node["@id"] === "string" && node.name !== undefined) named.set(node["@id"], node);
    }
  }
  return named;
}

function readArticle(node: JsonObject, named: ReadonlyMap<string, JsonObject>): LinkedArticle {
  return {
    headline: fieldOf(node.headline) ?? fieldOf(node.name),
    description: fieldOf(node.description),
    published: fieldOf(node.datePublished) ?? fieldOf(node.dateCreated),
    modified: fieldOf(node.dateModified),
    author: namesOf(node.author, named) ?? namesOf(node.creator, named),
    publisher: namesOf(node.publisher, named),
    image: addressOf(node.image) ?? addressOf(node.thumbnailUrl),
    url: addressOf(node.url) ?? addressOf(node.mainEntityOfPage),
    body: typeof node.articleBody === "string" && node.articleBody.trim() !== "" ? node.articleBody : null,
    isFree: booleanOf(node.isAccessibleForFree),
  };
}

/** The objects that are articles, in order; breadth is bounded, and depth needs no stack. */
function findArticles(root: unknown): JsonObject[] {
  const found: JsonObject[] = [];
  const waiting: unknown[] = [root];
  for (let i = 0; i < waiting.length && i < MAX_OBJECTS; i += 1) {
    const value = waiting[i];
    if (Array.isArray(value)) waiting.push(...value.slice(0, MAX_OBJECTS));
    else if (isObject(value)) {
      if (listOf(value["@type"]).some((type) => typeof type === "string" && ARTICLE_TYPE.test(type))) found.push(value);
      for (const name of CONTAINERS) if (Object.hasOwn(value, name)) waiting.push(value[name]);
    }
  }
  return found;
}

/** JSON as it should be; else with the slips corrected that sites make: comments around it, raw line feeds, stray commas. */
function parseTolerantly(script: string): unknown {
  const bare = script
    .trim()
    .replace(/^(?:<!--|\/\/\s?<!\[CDATA\[|<!\[CDATA\[|\/\*\s?<!\[CDATA\[\s?\*\/)/, "")
    .replace(/(?:-->|\/\/\s?\]\]>|\]\]>|\/\*\s?\]\]>\s?\*\/|;)$/, "");
  return parseOrNull(bare) ?? parseOrNull(mendJson(bare));
}

function parseOrNull(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** Control characters inside strings become spaces; a comma before a closing bracket goes. One pass. */
function mendJson(json: string): string {
  const pieces: string[] = [];
  let isString = false;
  let comma = -1;
  for (let i = 0; i < json.length; i += 1) {
    const character = json.charAt(i);
    if (isString && character === "\\") {
      pieces.push(character, json.charAt(i + 1));
      i += 1;
      continue;
    }
    if (character === '"') isString = !isString;
    if (!isString && (character === "}" || character === "]") && comma !== -1) pieces[comma] = "";
    if (character.trim() !== "") comma = !isString && character === "," ? pieces.length : -1;
    pieces.push(character < " " ? " " : character);
  }
  return pieces.join("");
}

/** One clean line of a text, of the first of several, or of an object's value; null for nothing. */
function fieldOf(value: unknown): string | null {
  const [first] = listOf(value);
  const text = isObject(first) ? (first["@value"] ?? first.name) : first;
  if (typeof text !== "string" && typeof text !== "number") return null;
  const written = String(text).slice(0, MAX_FIELD_LENGTH);
  const line = cleanLine(decodeEntities(holdsHtml(written) ? htmlToText(written) : written));
  return line === "" ? null : line;
}

function namesOf(value: unknown, named: ReadonlyMap<string, JsonObject>): string | null {
  const nameOf = (item: JsonObject) =>
    item.name ?? (typeof item["@id"] === "string" ? named.get(item["@id"])?.name : undefined);
  const names = listOf(value)
    .slice(0, MAX_AUTHORS)
    .map((item) => fieldOf(isObject(item) ? nameOf(item) : item));
  const known = [...new Set(names.filter((name) => name !== null && !name.includes("://")))];
  return known.length === 0 ? null : known.join(", ");
}

function addressOf(value: unknown): string | null {
  const [first] = listOf(value);
  if (typeof first === "string") return first.trim().slice(0, MAX_FIELD_LENGTH);
  return isObject(first) ? (addressOf(first.url) ?? addressOf(first.contentUrl) ?? addressOf(first["@id"])) : null;
}

function booleanOf(value: unknown): boolean | null {
  const [first] = listOf(value);
  if (typeof first === "boolean") return first;
  return typeof first === "string"
    ? /^(?:https?:\/\/schema\.org\/)?true$/i.test(first)
      ? true
      : /false$/i.test(first)
        ? false
        : null
    : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
