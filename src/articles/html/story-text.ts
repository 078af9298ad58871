/**
 * Extracts the story of a text that a system gives as HTML, in a feed, an export or a push: without captions, buttons
 * and the additions of plugins.
 */
import { cleanLine } from "../text/normalize-text.ts";
import { holdsHtml, htmlToText } from "./text.ts";

/**
 * Elements of HTML that are no story: captions, buttons and the additions of modules. Turbo's `header` has title,
 * picture and menu.
 */
const NO_STORY: ReadonlySet<string> = new Set(["figcaption", "button", "form", "nav", "header"]);
/**
 * WordPress, its plugins for sharing (Jetpack, AddToAny, Sassy Social Share, Yandex), for related posts (Jetpack,
 * YARPP, Contextual Related Posts) and for counts (Post Views Counter), FeedBurner, Ghost's cards of other pages, the
 * fields of Drupal that are not the body.
 */
const NO_STORY_CLASS =
  /(?:^|\s)(?:wp-caption-text|sharedaddy|jp-relatedposts|wp-block-jetpack-related-posts|addtoany_share\S{0,40}|heateor_sss\S{0,40}|ya-share2|yarpp\S{0,40}|crp_related\S{0,40}|post-views|feedflare|kg-bookmark-card|field-label|field--name-(?:title|uid|created))(?:\s|$)/;

/**
 * A plain text as it is; of HTML that holds captions alone these, else the story as plain text, without addresses of
 * embedded films that stand alone.
 */
export function storyText(written: string): string {
  if (!holdsHtml(written)) return written;
  const isLeftOut = (name: string, classes: string): boolean => NO_STORY.has(name) || NO_STORY_CLASS.test(classes);
  const story = htmlToText(written, isLeftOut);
  const paragraphs = (story.trim() === "" ? htmlToText(written) : story)
    .split(/\n{2,}/)
    .filter((paragraph) => !/^\s*(?:https?:\/\/\S+\s*)?$/i.test(paragraph));
  while (paragraphs.length > 1 && isSiteNote(cleanLine(paragraphs.at(-1) ?? ""))) paragraphs.pop();
  return paragraphs.join("\n\n");
}

/** Texts of systems below each item: WordPress, Medium, Discourse, and a link to the rest of the text. */
const SITE_NOTES: readonly RegExp[] = [
  /^(?:The post|Сообщение|Запись)\s.{1,2000}\s(?:appeared first on|появил\S{1,4} сначала на|впервые появил\S{1,4} на)\s/,
  /^.{1,500}\swas originally published in\s.{1,200}\son Medium,/,
  /^\d{1,6} posts? - \d{1,6} participants?$/,
  /^[[(]?(?:читать (?:далее|дальше|полностью|всю? \S{1,20})|подробнее|далее|read (?:more|full topic)|continue reading(?:\s.{1,300})?)[\s.…:»→>\])]{0,9}$/i,
];

function isSiteNote(line: string): boolean {
  return line.length < 3_000 && SITE_NOTES.some((note) => note.test(line));
}
