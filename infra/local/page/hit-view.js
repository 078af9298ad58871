/**
 * Turns one hit of the API's answer into DOM. Text of articles only ever becomes text nodes, never markup.
 */
import { formatPublicationDate } from "./publication-date.js";

/**
 * @typedef {{apiBase: string, messages: import("./messages.js").Messages, dateLocale: string}} Page
 */

/**
 * @param {import("./search-client.js").Hit} hit
 * @param {Page} page
 * @returns {HTMLLIElement}
 */
export function renderHit(hit, { apiBase, messages, dateLocale }) {
  const link = element("a", "hit__link");
  link.href = hitAddress(hit, apiBase);
  link.append(...markedText(hit.title));
  if (link.textContent.trim() === "") link.textContent = messages.untitled;
  const title = element("h2", "hit__title", link);
  title.lang = "ru";

  const snippet = element("p", "hit__snippet", ...markedText(hit.snippet));
  snippet.lang = "ru";
  const parts = metaParts(hit, dateLocale);
  const item = element("li", "hit", title);
  if (parts.length > 0) item.append(element("p", "hit__meta", ...parts));
  if (snippet.textContent !== "") item.append(snippet);
  return item;
}

/**
 * The text as nodes, with `<mark>` around the ranges; ranges that do not fit the text or overlap are left out.
 * @param {import("./search-client.js").MarkedText | null | undefined} marked ranges are [start, end) in UTF-16 units
 * @returns {Node[]}
 */
export function markedText(marked) {
  const text = marked?.text ?? "";
  const ranges = [...(marked?.highlights ?? [])].sort((left, right) => left[0] - right[0]);
  /** @type {Node[]} */
  const nodes = [];
  let written = 0;
  for (const [start, end] of ranges) {
    if (!(start >= written && end > start && end <= text.length)) continue;
    if (start > written) nodes.push(document.createTextNode(text.slice(written, start)));
    nodes.push(element("mark", "", text.slice(start, end)));
    written = end;
  }
  if (written < text.length) nodes.push(document.createTextNode(text.slice(written)));
  return nodes;
}

/**
 * `href` is a path on the API's origin. Anything that would lead elsewhere, or run, gives way to the article page.
 * @param {import("./search-client.js").Hit} hit
 * @param {string} apiBase
 */
function hitAddress(hit, apiBase) {
  const fallback = new URL(`/a/${encodeURIComponent(hit.id)}`, apiBase);
  const address = parseUrl(hit.href, apiBase);
  return (address?.origin === fallback.origin ? address : fallback).href;
}

/**
 * Source, place, date and the host of the original, whichever are known.
 * @param {import("./search-client.js").Hit} hit
 * @param {string} dateLocale
 */
function metaParts(hit, dateLocale) {
  const parts = [];
  if (hit.source) parts.push(element("span", "hit__source", hit.source));
  if (hit.place) parts.push(element("span", "", hit.place));
  for (const part of parts) part.lang = "ru";
  const date = formatPublicationDate(dateLocale, hit.publishedAt, hit.dateRange);
  if (date !== null) {
    const time = element(hit.publishedAt ? "time" : "span", "", date);
    if (time instanceof HTMLTimeElement) time.dateTime = hit.publishedAt ?? "";
    parts.push(time);
  }
  const host = parseUrl(hit.url)?.hostname;
  if (host) parts.push(element("span", "hit__host", host));
  return parts;
}

/**
 * @param {string | null | undefined} text
 * @param {string} [base]
 */
function parseUrl(text, base) {
  try {
    return text ? new URL(text, base) : null;
  } catch {
    return null;
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} className
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, className, ...children) {
  const created = document.createElement(name);
  if (className !== "") created.className = className;
  created.append(...children);
  return created;
}
