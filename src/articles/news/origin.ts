/**
 * Origins: the places where the fields of an article are found. A candidate for a field carries its origins from the
 * place where it is found, so that a reading names them without a rule of its own. The words are those that `poisk
 * read` shows: names of `<meta>` and of elements as they are, in small letters, and those of `Place`.
 */

type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text;

function words<Texts extends readonly string[]>(...texts: Texts): readonly Words<Texts[number]>[] {
  return texts.flatMap((text) => text.split(" ") as Words<Texts[number]>[]);
}

/** The names of `<meta>` that tell a field, in order of trust, in small letters. */
export const metaNames = {
  title: words("og:title twitter:title sailthru.title dc.title parsely-title mrc__share_title"),
  published: words(
    "article:published_time og:article:published_time article:published mediator_published_time og:published_time",
    "published_time datepublished dc.date.issued dcterms.issued dcterms.created dc.date.created article.published",
    "article_date_original publish_date publish-date publishdate publicationdate publication_date pubdate pub_date",
    "sailthru.date parsely-pub-date cxenseparse:recs:publishtime ya:ovs:upload_date video:release_date dc.date",
    "dcterms.date date",
  ),
  modified: words(
    "article:modified_time og:article:modified_time og:updated_time article:modified datemodified dcterms.modified",
    "dc.date.modified last-modified lastmod",
  ),
  author: words("article:author mediator_author author dc.creator sailthru.author parsely-author news:author"),
  site: words("og:site_name application-name dc.publisher publisher"),
  image: words("og:image:secure_url og:image og:image:url twitter:image twitter:image:src vk:image mrc__share_image"),
  section: words("article:section og:article:section articlesection parsely-section"),
  tags: words("article:tag og:article:tag news_keywords parsely-tags sailthru.tags"),
  url: words("og:url"),
  type: words("og:type"),
  publisher: words(),
};

/**
 * The elements of a feed's item that tell a field, in order of trust, in small letters. Full texts are those of RSS,
 * Yandex News, Yandex Turbo, Atom, and two names that systems made up.
 */
export const feedNames = {
  title: words("title turbo:topic"),
  fullText: words("content:encoded yandex:full-text turbo:content content fulltext full-text"),
  summary: words("description summary itunes:summary media:description media:group/media:description"),
  published: words("pubdate published dc:date issued dcterms:created"),
  updated: words("updated modified dcterms:modified"),
  source: words("source source/title"),
  author: words("dc:creator author/name itunes:author author"),
  id: words("guid id dc:identifier"),
  image: words(
    "media:content media:group/media:content enclosure media:thumbnail media:content/media:thumbnail",
    "media:group/media:thumbnail itunes:image image/url image",
  ),
};

type NamesOf<Table extends Readonly<Record<string, readonly string[]>>> = Table[keyof Table][number];

/** The other places. */
type Place =
  /** Places of a page: schema.org in a script and in attributes, elements, links, WordPress' picture. */
  | ("JSON-LD" | "itemprop" | "h1" | "title" | "time" | "byline" | "link canonical" | "link image_src" | "base")
  | ("a rel=tag" | "img.wp-post-image")
  /** The comment of browsers and SingleFile above a saved page. */
  | "saved-page comment"
  /** Places of a text: fields above it, the browser's title line, its repetition, the headline, another line. */
  | ("head of the file" | "title line" | "repeated line" | "headline" | "page text")
  /** Places of a story: its place line, its sentences, a card of another article, the day of an edit or a picture. */
  | ("dateline" | "text" | "teaser" | "date of an edit")
  /** The field of that name in JSON. */
  | "JSON field"
  /** Parts of a feed's item, and the title of the feed or of an export. */
  | ("link" | "feedburner:origlink" | "rdf:about" | "category" | "channel title")
  /** Parts of WordPress' export. */
  | ("_thumbnail_id" | "excerpt:encoded" | "wp:post_date_gmt" | "wp:post_date" | "wp:author")
  /** Parts of Telegram's export. */
  | ("message id" | "date_unixtime" | "forwarded_from" | "channel name")
  /** The upload's metadata, key and time, an option of the command or its variable, and what holds without one. */
  | ("upload metadata" | "key" | "time of the upload" | "setting" | "default")
  /** The article's address. `key and text`: an id without an address. */
  | ("address" | "key and text");

/** One place where a field is found. */
export type Origin = Place | NamesOf<typeof metaNames> | NamesOf<typeof feedNames>;

/** A value, and where it was found: several where they agree on it, or where it is made of several. */
export interface Found<Value> {
  readonly value: Value;
  readonly origins: readonly Origin[];
}

/** The value with its origins, or null where there is no value. */
export function foundIn<Value>(value: Value | null | undefined, ...origins: readonly Origin[]): Found<Value> | null {
  return value === null || value === undefined ? null : { value, origins };
}

/** The value without its origins; null if nothing was found. */
export function foundValue<Value>(found: Found<Value> | null | undefined): Value | null {
  return found?.value ?? null;
}

/** Each origin once, in order. */
export function joinOrigins(candidates: readonly Found<unknown>[]): readonly Origin[] {
  return [...new Set(candidates.flatMap(({ origins }) => origins))];
}

/** The fields of which a reading names the origins. */
export type OriginField =
  | ("title" | "lead" | "date" | "zone" | "place" | "agency" | "source" | "author" | "section" | "tags" | "url")
  | ("image" | "notice" | "id" | "text");

/** The origins of the fields that have a value. */
export type Origins = { readonly [field in OriginField]?: readonly Origin[] };

/** The origins of fields, without those that have no value. */
export function originsOf(fields: { readonly [field in OriginField]?: Found<unknown> | null }): Origins {
  const origins: { [field in OriginField]?: readonly Origin[] } = {};
  for (const [field, told] of Object.entries(fields)) if (told) origins[field as OriginField] = told.origins;
  return origins;
}
