/**
 * A page of the documentation as its reader meets it: fenced blocks under headings; of these, commands and the answers
 * shown behind them.
 */

/** A fenced block. */
export interface DocumentedBlock {
  /** `README.md:25`, of the fence. */
  readonly place: string;
  /** Language behind the fence; empty if there is none. */
  readonly language: string;
  readonly text: string;
  /** The headings that the block stands under, the page's own first. */
  readonly headings: readonly string[];
}

/** Commands, and what the page says that they answer; null where it shows nothing. */
export interface DocumentedCommand extends DocumentedBlock {
  readonly answer: DocumentedBlock | null;
}

export function parseBlocks(page: string, text: string): DocumentedBlock[] {
  const blocks: DocumentedBlock[] = [];
  const headings: string[] = [];
  let open: { place: string; language: string; lines: string[] } | null = null;
  for (const [index, line] of text.split("\n").entries()) {
    if (open !== null) {
      if (line === "```") {
        blocks.push({ ...open, text: open.lines.join("\n"), headings: [...headings] });
        open = null;
      } else {
        open.lines.push(line);
      }
      continue;
    }
    const [, fence] = /^```(\w*)$/.exec(line) ?? [];
    if (fence !== undefined) open = { place: `${page}:${index + 1}`, language: fence, lines: [] };
    const [, level, heading] = /^(#+) (.*)$/.exec(line) ?? [];
    if (level !== undefined && heading !== undefined) headings.splice(level.length - 1, headings.length, heading);
  }
  return blocks;
}

/** Each block of commands with the block of an answer (`json`, `text`) right behind it, under the same heading. */
export function commandsOf(blocks: readonly DocumentedBlock[]): DocumentedCommand[] {
  return blocks.flatMap((block, index) => {
    if (block.language !== "sh") return [];
    const next = blocks[index + 1];
    const isAnswer =
      next !== undefined && ["json", "text"].includes(next.language) && next.headings.join() === block.headings.join();
    return [{ ...block, answer: isAnswer ? next : null }];
  });
}

/**
 * Parses the JSON that a page shows, where `…` stands for parts that differ from run to run or are left out: any value,
 * the rest of an array, other members of an object, and within a text any characters.
 */
export function parseShownJson(text: string): unknown {
  let isInText = false;
  const open: string[] = [];
  let json = "";
  for (const [index, character] of [...text].entries()) {
    const before = [...text][index - 1];
    if (character === '"' && !(isInText && before === "\\")) isInText = !isInText;
    if (!isInText && "{[".includes(character)) open.push(character);
    if (!isInText && "}]".includes(character)) open.pop();
    const isMember = open.at(-1) === "{" && !json.trimEnd().endsWith(":");
    json += isInText || character !== "…" ? character : isMember ? '"…": "…"' : '"…"';
  }
  return JSON.parse(json);
}

/** Lists the places where the real answer differs from the shown one, in words. */
export function differencesOf(shown: unknown, real: unknown, at = "the answer"): string[] {
  if (shown === "…") return real === undefined ? [`${at} is missing`] : [];
  if (typeof shown === "string") {
    const isSame = typeof real === "string" && matches(shown, real);
    return isSame ? [] : [`${at} is ${JSON.stringify(real)}, not ${JSON.stringify(shown)}`];
  }
  if (Array.isArray(shown)) {
    if (!Array.isArray(real)) return [`${at} is no array`];
    const isOpen = shown.at(-1) === "…";
    const items = isOpen ? shown.slice(0, -1) : shown;
    const isLong = isOpen ? real.length >= items.length : real.length === items.length;
    if (!isLong) return [`${at} has ${real.length} items, not ${items.length}`];
    return items.flatMap((item, index) => differencesOf(item, real[index], `${at}[${index}]`));
  }
  if (typeof shown === "object" && shown !== null) {
    if (typeof real !== "object" || real === null) return [`${at} is no object`];
    const { "…": rest, ...members } = shown as Record<string, unknown>;
    const others = rest === undefined ? Object.keys(real).filter((name) => !(name in members)) : [];
    return [
      ...others.map((name) => `${at}.${name} is not shown`),
      ...Object.entries(members).flatMap(([name, value]) =>
        differencesOf(value, (real as Record<string, unknown>)[name], `${at}.${name}`),
      ),
    ];
  }
  return shown === real ? [] : [`${at} is ${JSON.stringify(real)}, not ${JSON.stringify(shown)}`];
}

/** The same of lines of text: a line `…` stands for any lines. */
export function textDifferences(shown: string, real: string): string[] {
  const lines = (text: string) => text.split("\n").map((line) => line.trimEnd());
  const pattern = lines(shown.trim())
    .map((line) => (line.trim() === "…" ? "…" : line))
    .join("\n");
  return matches(pattern, lines(real.trim()).join("\n")) ? [] : [`The output is\n${real.trim()}\nand not\n${shown}`];
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split("…").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*")}$`).test(text);
}
