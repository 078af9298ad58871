/**
 * A run of keys in a real page: when the shown hits change, and where the first of them stands.
 */
import type { Page } from "playwright-core";

/** Times of one search, in milliseconds. */
export interface TypedRun {
  /** Time from the last key to the last change of the hits. */
  readonly settledMs: number;
  /** The longest time from a key or a change of the hits to the next change, while keys came. */
  readonly standstillMs: number;
  /** Number of times that the first hit moved. */
  readonly jumps: number;
}

/** The pace of the keys. A fast typist's: 80 words a minute. */
const KEY_MS = 150;
/** Time after which a page is at rest. */
const REST_MS = 1_500;

interface SeenChange {
  readonly atMs: number;
  readonly top: number;
}

/**
 * Types into what has the focus; `hits` is the selector of hits, in the shadow root of the page's box or in the page.
 */
export async function typeRun(page: Page, hits: string, text: string): Promise<TypedRun> {
  await page.evaluate((selector) => {
    const root: ParentNode & Node = document.querySelector("poisk-search")?.shadowRoot ?? document.body;
    const seen: { atMs: number; top: number }[] = [];
    let shown = "";
    // No named function: a page has not what the loader of this file names them by.
    new MutationObserver(() => {
      const found = [...root.querySelectorAll<HTMLElement>(selector)];
      const text = found.map(({ innerHTML }) => innerHTML).join("\n");
      if (text === shown) return;
      shown = text;
      requestAnimationFrame(() =>
        seen.push({ atMs: performance.now(), top: found[0]?.getBoundingClientRect().top ?? 0 }),
      );
    }).observe(root, { childList: true, subtree: true, characterData: true });
    Object.assign(window, { seen });
  }, hits);
  const devtools = await page.context().newCDPSession(page);
  const keysMs: number[] = [];
  for (const letter of text) {
    keysMs.push(await page.evaluate(() => performance.now()));
    await devtools.send("Input.dispatchKeyEvent", { type: "keyDown", key: letter, text: letter });
    const nextMs = (keysMs[0] ?? 0) + keysMs.length * KEY_MS;
    await page.waitForTimeout(Math.max(0, nextMs - (await page.evaluate(() => performance.now()))));
  }
  await page.waitForTimeout(REST_MS);
  const seen = await page.evaluate(() => (window as unknown as { seen: SeenChange[] }).seen);
  const lastKeyMs = keysMs.at(-1) ?? 0;
  // The first key finds nothing yet.
  const times = [keysMs[1] ?? 0, ...seen.map(({ atMs }) => atMs)].sort((a, b) => a - b);
  const gaps = times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0));
  const tops = seen.map(({ top }) => top).filter((top) => top > 0);
  return {
    settledMs: Math.max(0, (times.at(-1) ?? 0) - lastKeyMs),
    standstillMs: Math.max(...gaps, 0),
    jumps: tops.filter((top, i) => i > 0 && Math.abs(top - (tops[i - 1] ?? 0)) > 1).length,
  };
}
