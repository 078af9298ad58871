/**
 * What the names that sites give to their blocks say of them (layer 1): words of `class` and `id`, as data. A hint is only
 * a hint: main.ts asks how much of the page's text such a block holds before it believes it.
 */

/**
 * `comments`: readers' texts. `other`: menus, teasers, buttons. `picture`: pictures and what stands under them. `author`:
 * sentences about who wrote the article.
 */
export type BlockHint = "author" | "comments" | "other" | "picture";

const words = (table: string): ReadonlySet<string> => new Set(table.split(/[\s|]+/));

/** How words begin, so that `related`, `relatedposts` and `sharedaddy` are met alike. */
const COMMENTS =
  /^(?:comment|disqus|hypercomments|cackle|feedback|reviews$|discussion|otzyv|kommentar|koment|guestbook)/;
const OTHER =
  /^(?:relat(?:ed|ion)|recommend|teaser|tizer|promo|advert|adfox|banner|sponsor|shar(?:e|ing)|social|subscri|newsletter|breadcrumb|crumbs$|paginat|pager|sidebar|widget|popular|rating|menu|navbar|navigation|inject|readalso|readmore|seealso|similar|partner|relap|mgid|smi2|infox|lentainform|24smi|gnezdo|popup|modal|cookie|login|signin|registration|voting|polls?$|quiz|toolbar|embed|twitter|instagram|donat|counter|hashtag|keyword|rubricator|currency|weather|ticker|newsfeed|newslist|topnews|mostread|trending|onelink|yandex)/;
const OTHER_WORDS = words(
  "adv ads ad nav footer also more soc tags taglist tagcloud player tweet feed copyrights anonces materials noprint vote votes sharer form forms",
);
const PICTURE = words(
  "caption captions figcaption photo photos photogallery gallery galleries slider carousel picture pictures image images img copyright " +
    "credit credits photoview lightbox infographic infographics video videos",
);
/** Names of the sentence under the title. */
const LEAD = words(
  "lead lede subtitle subtitles subhead announce announcement anons anonce standfirst intro description preface summary",
);
const BYLINE = words("author authors autor avtor byline columnist columnists kolumnist");
/** Who is quoted wrote nothing: `quote__author`. */
const QUOTED = /^(?:block)?(?:quot|citat|cite$)/;
/** Names of the block that holds the story, whole or in pairs: `article__body`, `js-mediator-article`, `entry-content`. */
const BODY_NAME =
  /(?:^|[\s_-])(?:(?:article|news|post|entry|story|topic|material|doc|document|publication|page|single|node|item|detail|content|text|main)[\s_-]{1,2}(?:body|text|content|article|inner|detail|fulltext)|articlebody|articletext|newstext|fulltext|mediator-article|article-?fulltext)(?![a-z])/;
const MAX_NAME_LENGTH = 300;

/** The names of a block in small letters, camel case parted by hyphens: what the functions below take. */
export function blockName(className: string, id: string): string {
  if (className === "" && id === "") return "";
  return `${className} ${id}`
    .slice(0, MAX_NAME_LENGTH)
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase();
}

/** What the name says, or null. */
export function blockHint(name: string): BlockHint | null {
  let hint: BlockHint | null = null;
  for (const word of name.split(/[^a-z0-9]+/)) {
    if (COMMENTS.test(word)) return "comments";
    if (isOther(word)) hint = "other";
    else if (hint === null && PICTURE.has(word)) hint = "picture";
  }
  return hint;
}

/**
 * Of a name that speaks against its block its beginning, where that is the name of a block whose parts are named after it:
 * `post-popup` of `post-popup__date`. Null for others.
 */
export function hintStem(name: string): string | null {
  for (const token of name.split(/\s+/)) {
    const end = [...token.matchAll(/(?<![a-z0-9])[a-z0-9]+(?=_)/g)].find(([word]) => isOther(word));
    if (end !== undefined) return token.slice(0, end.index + end[0].length + 1);
  }
  return null;
}

function isOther(word: string): boolean {
  return OTHER.test(word) || OTHER_WORDS.has(word);
}

/** Of a block that names the author: `article__author`, `byline`. */
export function isBylineName(name: string): boolean {
  const parts = name.split(/[^a-z0-9]+/);
  return parts.some((word) => BYLINE.has(word)) && !parts.some((word) => QUOTED.test(word));
}

export function isLeadName(name: string): boolean {
  return name.split(/[^a-z0-9]+/).some((word) => LEAD.has(word));
}

export function isBodyName(name: string): boolean {
  return BODY_NAME.test(name);
}
