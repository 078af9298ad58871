/**
 * A post of a WordPress export (WXR) as the fields of a JSON article. Only what the site shows to everybody is taken:
 * neither drafts nor private, scheduled or protected posts, nor readers' comments, which the parser does not keep.
 * A post names its picture by the number of another item, which may come later.
 */

import { definedFields, feedFields, firstText, type SourcedArticle, sourcedArticle } from "../feed/feed-article.ts";
import { type FeedChannel, type FeedItem, THUMBNAIL_META } from "../feed/feed-parser.ts";
import { storyText } from "../html/story-text.ts";
import { foundIn } from "../news/origin.ts";
import { nameInTitle } from "../news/site-name.ts";
import { cleanLine } from "../text/normalize-text.ts";

/** The items that an export gives. */
export interface WordpressOptions {
  /** Pages too, such as «О редакции», and not posts alone. */
  readonly hasPages: boolean;
}

/** The article, or what the item is, as what is counted of those that are left out. */
export function wordpressArticle(
  item: FeedItem,
  channel: FeedChannel,
  options: WordpressOptions,
): SourcedArticle | string {
  const type = firstText(item, ["wp:post_type"]);
  if (type === "page" && !options.hasPages) return "page";
  // Sites have kinds of their own too, such as `news`: who reads the counts sees that they are left out.
  if (type !== "post" && type !== "page") return /^[\w-]{1,40}$/.test(type) ? type : "other kind of item";
  const status = firstText(item, ["wp:status"]);
  if (status !== "publish") return status === "" ? "post without a status" : `${status} post`;
  if (firstText(item, ["wp:post_password"]) !== "") return "post with a password";
  const content = firstText(item, ["content:encoded"]);
  const text = storyText(withParagraphs(withoutShortcodes(content)));
  const article = definedFields(feedFields(item, channel));
  const login = firstText(item, ["dc:creator"]);
  const author = channel.names.get(login) ?? "";
  return sourcedArticle({
    id: null,
    title: null,
    url: null,
    image: null,
    ...article,
    lead: foundIn(withoutShortcodes(firstText(item, ["excerpt:encoded"])), "excerpt:encoded"),
    text: foundIn(text, "content:encoded"),
    date:
      foundIn(dateOf(item, "wp:post_date_gmt", "Z"), "wp:post_date_gmt") ??
      foundIn(dateOf(item, "wp:post_date", ""), "wp:post_date") ??
      article.date ??
      null,
    updatedAt: foundIn(dateOf(item, "wp:post_modified_gmt", "Z")),
    source: foundIn(nameInTitle(cleanLine(channel.title)) ?? channel.title, "channel title"),
    // A login is half of what opens an account.
    author: foundIn(author === login || author.includes("@") ? "" : author, "wp:author"),
  });
}

/** The picture or another file that an item is: its number and its address; null of other items. */
export function wordpressAttachment(item: FeedItem): { readonly id: string; readonly address: string } | null {
  if (firstText(item, ["wp:post_type"]) !== "attachment") return null;
  const [id, address] = [firstText(item, ["wp:post_id"]), firstText(item, ["wp:attachment_url", "guid"])];
  return id === "" || address === "" ? null : { id, address };
}

/** The number of the item that is the post's picture, or "". */
export function wordpressThumbnail(item: FeedItem): string {
  return firstText(item, [THUMBNAIL_META]);
}

/** The article with the picture of its post at that address, unless it has one of its own. */
export function withThumbnail({ fields, origins }: SourcedArticle, address: string): SourcedArticle {
  return { fields: { image: address, ...fields }, origins: { image: [THUMBNAIL_META], ...origins } };
}

/** WordPress writes zeros for no date, as of drafts. */
function dateOf(item: FeedItem, name: string, zone: string): string | null {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}):\d{2}$/.exec(firstText(item, [name])) ?? [];
  return day === undefined || day.startsWith("0000") ? null : `${day}T${time}${zone}`;
}

/** Shortcodes whose content is a caption or code, and no text. */
const WITH_CONTENT = /\[(caption|gallery|audio|video|playlist|embed|code|contact-form)(?=[\s\]])/g;
/** Shortcode API: `[name attribute="value"]`, `[/name]`. Names are of ASCII, so that «[прим. ред.]» stays. */
const SHORTCODE = /\[\/?[a-z][a-z0-9_-]{1,40}(?:\s[^[\]]{0,2000})?\/?\]/g;

/** Removes shortcodes, with the content of those that hold no text. Linear. */
function withoutShortcodes(text: string): string {
  if (!text.includes("[")) return text;
  const kept: string[] = [];
  let written = 0;
  for (const match of text.matchAll(WITH_CONTENT)) {
    if (match.index < written) continue;
    const close = `[/${match[1]}]`;
    const end = text.indexOf(close, match.index);
    const next = text.indexOf(`[${match[1]}`, match.index + 1);
    // Without an end tag of its own it stands alone.
    if (end === -1 || (next !== -1 && next < end)) continue;
    kept.push(text.slice(written, match.index));
    written = end + close.length;
  }
  kept.push(text.slice(written));
  return kept.join("").replace(SHORTCODE, "");
}

/** Converts text of the old editor, which has line feeds for paragraphs, beside markup of other kinds. */
function withParagraphs(html: string): string {
  return /<p[\s>]|<!-- wp:/.test(html) ? html : html.replace(/\r?\n/g, "<br>");
}
