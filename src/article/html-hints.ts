/**
 * What the names that sites give to their blocks say of them (layer 1): words of `class` and `id`, as data. A hint is only
 * a hint: html-main.ts asks how much of the page's text such a block holds before it believes it.
 */

/** `comments`: readers' texts. `other`: menus, teasers, buttons. `picture`: pictures and what stands under them. */
export type BlockHint = "comments" | "other" | "picture";

/** Whole words of a name; those of three letters and less only where they are sure. */
const words = (table: string): ReadonlySet<string> => new Set(table.split(/[\s|]+/));

const COMMENTS = words("comment comments commentaries commentary disqus hypercomments cackle feedback reviews");
const OTHER = words(
  "related relates relations recommend recommended recommendation recommendations recommends teaser teasers tizer tizers promo promos " +
    "advert adverts advertisement advertising adv ads adfox banner banners sponsor sponsored share shares sharing sharer social socials " +
    "soc subscribe subscribes subscription subscriptions newsletter newsletters breadcrumb breadcrumbs crumbs pagination pager paginator " +
    "sidebar sidebars widget widgets popular rating ratings menu menus nav navbar navigation footer copyrights inject injected " +
    "readalso readmore seealso also similar partner partners relap mgid smi2 infox lentainform 24smi gnezdo directadvert popup popups " +
    "modal cookie cookies login auth signin registration vote votes voting poll polls quiz toolbar toolbars tools player embed tweet " +
    "instagram donate donation counter counters tags taglist tagcloud hashtags keywords rubricator currency weather ticker feed lenta " +
    "newsfeed newslist topnews anonces mostread trending onelink incut-related materials hidden print-only noprint",
);
const PICTURE = words(
  "caption captions figcaption photo photos photogallery gallery galleries slider carousel picture pictures image images img copyright " +
    "credit credits photoview lightbox infographic infographics video videos",
);
/** Names of the sentence under the title. */
const LEAD = words(
  "lead lede subtitle subtitles subhead announce announcement anons anonce standfirst intro description preface summary",
);
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
    if (COMMENTS.has(word)) return "comments";
    if (OTHER.has(word)) hint = "other";
    else if (hint === null && PICTURE.has(word)) hint = "picture";
  }
  return hint;
}

export function isLeadName(name: string): boolean {
  return name.split(/[^a-z0-9]+/).some((word) => LEAD.has(word));
}

export function isBodyName(name: string): boolean {
  return BODY_NAME.test(name);
}
