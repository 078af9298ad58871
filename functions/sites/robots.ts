/**
 * Parses a site's robots.txt (RFC 9309): the group for `poisk`, else that for all, its rules with `*` and `$`, of which
 * the longest match counts, and the wait between requests. Linear in the file and bounded in rules; a rule is matched
 * without a regular expression, in at most the product of its length and the address's.
 */

/** The rules of one site's robots.txt for poisk. */
export interface RobotsRules {
  /** Tells whether a path with its query, as `URL` writes them, may be requested. */
  isAllowed(pathAndQuery: string): boolean;
  /** Seconds between two requests that the site asks for; 0 where it asks for none. */
  readonly crawlDelaySeconds: number;
}

/** The name of poisk in groups (RFC 9309, 2.2.1: case-insensitive) and in tags of a page. */
export const PRODUCT_TOKEN = "poisk";
/** Largest number of rules in one group; the largest sites have hundreds. Untuned. */
const MAX_RULES = 10_000;
/** Longer than any address that is asked for. */
const MAX_RULE_CHARACTERS = 2_048;

interface Rule {
  readonly isAllow: boolean;
  readonly pieces: readonly string[];
  readonly isAnchored: boolean;
  readonly length: number;
}

interface Group {
  readonly rules: Rule[];
  crawlDelaySeconds: number;
}

/** A site that has no robots.txt allows everything. */
export const ALL_ALLOWED: RobotsRules = { isAllowed: () => true, crawlDelaySeconds: 0 };

/** Reads a robots.txt; lines that are none of the standard's are passed over. */
export function parseRobots(text: string): RobotsRules {
  const [own, others]: [Group, Group] = [newGroup(), newGroup()];
  let isOwnNamed = false;
  let current: Group[] = [];
  let isAmongAgents = false;
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)) {
    const [content = ""] = line.split("#", 1);
    const colon = content.indexOf(":");
    if (colon < 0) continue;
    const name = content.slice(0, colon).trim().toLowerCase();
    const value = content.slice(colon + 1).trim();
    if (name === "user-agent") {
      if (!isAmongAgents) current = [];
      isAmongAgents = true;
      const isOwn = value.toLowerCase().split("/", 1)[0]?.trim() === PRODUCT_TOKEN;
      isOwnNamed ||= isOwn;
      if (isOwn) current.push(own);
      else if (value === "*") current.push(others);
    } else if (name === "allow" || name === "disallow") {
      isAmongAgents = false;
      for (const { rules } of current) addRule(rules, value, name === "allow");
    } else if (name === "crawl-delay") {
      isAmongAgents = false;
      const seconds = Number(value);
      for (const group of current) if (seconds > 0) group.crawlDelaySeconds = seconds;
    }
  }
  const { rules, crawlDelaySeconds } = isOwnNamed ? own : others;
  return { isAllowed: (path) => isAllowedBy(rules, normalise(path)), crawlDelaySeconds };
}

function newGroup(): Group {
  return { rules: [], crawlDelaySeconds: 0 };
}

function addRule(rules: Rule[], value: string, isAllow: boolean): void {
  if (value === "" || value.length > MAX_RULE_CHARACTERS || rules.length === MAX_RULES) return;
  const pattern = normalise(value);
  const isAnchored = pattern.endsWith("$");
  const pieces = (isAnchored ? pattern.slice(0, -1) : pattern).split("*");
  rules.push({ isAllow, pieces, isAnchored, length: pattern.length });
}

/** The longest rule that matches counts, of equals the one that allows (RFC 9309, 2.2.2). */
function isAllowedBy(rules: readonly Rule[], path: string): boolean {
  let best: Rule | null = null;
  for (const rule of rules) {
    const isBetter = best === null || rule.length > best.length || (rule.length === best.length && rule.isAllow);
    if (isBetter && isMatch(rule, path)) best = rule;
  }
  return best?.isAllow ?? true;
}

/** Each piece where it stands first: what a later place would leave room for, the first one does. */
function isMatch({ pieces, isAnchored }: Rule, path: string): boolean {
  const [first = "", ...others] = pieces;
  if (!path.startsWith(first)) return false;
  if (others.length === 0) return !isAnchored || path.length === first.length;
  const last = isAnchored ? (others.pop() ?? "") : "";
  let end = first.length;
  for (const piece of others) {
    const start = path.indexOf(piece, end);
    if (start < 0) return false;
    end = start + piece.length;
  }
  return path.length - last.length >= end && path.endsWith(last);
}

/**
 * One way of writing for rules and addresses: what needs no `%` without one, all else with capitals (RFC 9309, 2.2.2).
 */
function normalise(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\x21-\x7e]/gu, encodeURIComponent)
    .replace(/%[0-9a-f]{2}/gi, (encoded) => {
      const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
      return /[\w.~-]/.test(character) ? character : encoded.toUpperCase();
    });
}
