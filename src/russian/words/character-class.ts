/**
 * The class of a character in a text: the alphabet of the tokenizer (pure).
 *
 * Cyrillic and Latin are told apart because words that mix them are repaired (mixed-script.ts); every other script is
 * just letters. Only 0-9 are digits here: «²» and «½» separate words, and the digits of other scripts are letters.
 */

import { lastAtMost } from "../../keyed.ts";

export const OTHER = 0;
export const DIGIT = 1;
export const CYRILLIC = 2;
export const LATIN = 3;
/** A letter of any other script. */
export const LETTER = 4;
/** A combining mark; it belongs to the letter before it. */
export const MARK = 5;

type CharacterClass = 0 | 1 | 2 | 3 | 4 | 5;

/** ASCII, Latin-1, Latin Extended, Greek and all of basic Cyrillic: nearly every character of a Russian text. */
const TABLE_LENGTH = 0x530;

/**
 * The classes of all characters in runs, by the categories and scripts of Unicode 14.0 (L, Nd and Nl are letters, M
 * marks): how many code points in base 36, then which: `.` OTHER, `D` DIGIT, `C` CYRILLIC, `L` LATIN, `W` LETTER, `M`
 * MARK. What the engine knows of Unicode differs from one to the next, and an index is written by one and read by
 * another. What Unicode took in later is OTHER everywhere.
 */
const RUNS =
  "1c.aD7.qL6.qL1b.1La.1W4.1L5.nL1.vL1.chL9W4.cWe.5L7.1W1.1Wh.34M5W1.2W2.4W1.1W6.1W1.3W1.1W1.kW1.2bW1.9W3mC1.7M4mC1.12W2." +
  "1W6.15W8.19M1.1M1.2M1.2M1.1M8.rW4.4Wt.bM5.17WlMaW4.2W1M2rW1.1W7M2.6M2W2M1.4MfW2.1Wg.1W1MuWrM2.2hWbM1We.17W9M2W4.1W2.1M" +
  "2.mW4M1W9M1W3M1W5Mi.pW3M4.bW5.oW1.6W9.8M16WoM1.xM1iW3M1WiM1W7MaW2M2.aW1.gW3M1.8W2.2W2.mW1.7W1.1W3.4W2.1M1W7M2.2M2.3M1W" +
  "8.1M4.2W1.3W2M2.cWa.1W1.1M2.3M1.6W4.2W2.mW1.7W1.2W1.2W1.2W2.1M1.5M4.2M2.3M3.1M7.4W1.1W7.aW2M3W1Mb.3M1.9W1.3W1.mW1.7W1." +
  "2W1.5W2.1M1W8M1.3M1.3M2.1Wf.2W2M2.aW9.1W6M1.3M1.8W2.2W2.mW1.7W1.2W1.5W2.1M1W7M2.2M2.3M7.3M4.2W1.3W2M2.aW1.1Wg.1M1W1.6W" +
  "3.3W1.4W3.2W1.1W1.2W3.2W3.3W3.cW4.5M3.3M1.4M2.1W6.1Me.aWg.5M8W1.3W1.nW1.gW2.1M1W7M1.3M1.4M7.2M1.3W2.1W2.2W2M2.aWg.1W3M" +
  "1.8W1.3W1.nW1.aW1.5W2.1M1W7M1.3M1.4M7.2M6.2W1.2W2M2.aW1.2Wd.4M9W1.3W1.15W2M1W7M1.3M1.4M1W5.3W1M7.3W2M2.aWa.6W1.3M1.iW3" +
  ".oW1.9W1.1W2.7W3.1M4.6M1.1M1.8M6.aW2.2Md.1cW1M2W7M5.7W8M1.aW13.2W1.1W1.5W1.oW1.1W1.aW1M2W9M1W2.5W1.1W1.6M2.aW2.4Ww.1Wn" +
  ".2M6.aWb.1M1.1M1.1M4.2M8W1.10W4.kM1.2M5WbM1.10M9.1M1l.17WkMbW6.6W4M4W3M1W3M2W7M3W4MdWcM1W1MaW4M2.12W1.1W5.1W2.17W1.99W" +
  "1.4W2.7W1.1W1.4W2.15W1.4W2.xW1.4W2.7W1.1W1.4W2.fW1.1lW1.4W2.1vW2.3Mw.gWg.2eW2.6W3.h8W2.hW1.qW5.23W3.bW7.iW4M9.jW3Mb.iW" +
  "2Mc.dW1.3W1.2Mc.1gWwM3.1W4.1W1M2.aWx.3M1.1MaW6.2hW7.5W2MyW1M1W5.1yWa.vW1.cM4.cMa.14W2.5Wb.18W4.qW6.aW12.nW5M4.1hWaM1.t" +
  "M2.1MaW6.aWd.1W8.vM1d.5M1bWhM8W3.aWh.9Mc.3MuWdM1kWeMc.10WkM8.aW3.1dW2.9C7.17W2.3Wg.3M1.lM4W1M6W1M2W3M1W5.12L5W1C1dL5W4" +
  "L5WdL1C1yL1W1sM74LmW2.6W2.12W2.6W2.8W1.1W1.1W1.1W1.vW2.1hW1.7W1.1W3.3W1.7W3.4W2.6W4.dW5.3W1.7W38.1Ld.1Lg.dL1f.xMh.1W4." +
  "1W2.aW1.1W3.5W6.1W1.1W1.1W1.2L2W1.3W1L7W2.4W5.5W4.1Lh.15L22f.2oWwL2tW6.4W3M2Wc.12W1.1W5.1W2.1kW7.1Wf.1MnW9.7W1.7W1.7W1" +
  ".7W1.7W1.7W1.7W1.7W1.wM1b.1Wd1.3Wp.9W6M1.5W2.5W4.2eW2.2M2.3W1.2iW1.4W5.17W1.2mWh.wW1c.gWe8.534W1s.h3hW1v.1aW2.7hW3.sWk" +
  ".1bC4M1.aM1.vC2M28W2M11.9W2.2uL1W2.1sL5.2L1.1L1.5Lo.eL2W1M3W1M4W1MnW5M4.1Mj.1gWc.2M1eWiMa.aW6.iM6W3.1W1.2W1M12W8M2.nWd" +
  "Mc.tW3.4M1bWeMe.bW6.5W1MpW1.15WeM9.3W1M8W2M2.aW6.nW3.1W3M1eW1M1W3M2W2M5W2M1W1M1Wo.3W2.bW5M2.3W2Ma.6W2.6W2.6W9.7W1.7W1." +
  "17L1.9L1W4L6.37W8M1.2M2.aW6.8mcWc.nW4.1dW6is.a6W2.2yW12.7Lc.5W5.1W1MaW1.dW1.5W1.1W1.2W1.2W1.30Wx.a3Wi.1sW2.1iW14.cW4.g" +
  "Mg.gM1s.5W1.3rWj.aW7.qL6.qLb.2hW3.6W2.6W2.6W2.3Wz.cW1.qW1.jW1.2W1.fW2.eWy.3fW1x.1hW3s.1M3m.tW3.1dWf.1Mv.wWd.uW5.12W5M5" +
  ".uW2.10W4.8W1.5W16.4eW2.aW6.10W4.10W4.14W8.1gWc.bW1.fW1.7W1.2W1.bW1.fW1.7W1.2W1v.8nW9.mWa.8Wo.6L1.16L1.9L1x.6W2.1W1.18" +
  "W1.2W3.1W2.nWa.nW9.vW1t.jW1.2Wa.mWa.qW1y.1kW6.2W1s.1W3M1.2M5.4M4W1.3W1.tW2.3M4.1Mw.tW3.tWz.8W1.sW2Mp.1iWa.mWa.jWd.iW32" +
  ".21W1j.1fWd.1fWd.10W4M8.aW92.16W1.2M3.2W26.tWa.1W8.mWbMv.iW4M16.lWr.nW9.3M1hWfMv.aW1M2W2M1W9.4M19WbM7.1Md.pW7.aW6.3M10" +
  "WeM1.aW4.1W2M1W8.zW1M2.1W9.3M1cWeM4W4.4M1.2MbW1.1Wz.iW1.pWcM6.1M1t.7W1.1W1.4W1.fW1.aW7.1bWcM5.aW6.4M1.8W2.2W2.mW1.7W1." +
  "2W1.5W1.2M1W7M2.2M2.3M2.1W6.1M5.5W2M2.7M3.5M3v.1hWiM4W5.aW4.1M3Wu.1cWkM2W1.1W8.aW4m.1bW7M2.9Mn.4W2My.1cWhM3.1Wb.aW12.1" +
  "7WdM1W7.aW1i.rW2.fM4.aW6.7W55.18WfM2t.22Wl.8W2.1W2.8W1.2W1.oW6M1.2M2.4M1W1M1W2Mc.aW1y.8W2.13W7M2.7M1W1.1W1Mr.1WaM14W7M" +
  "1W4M8.1M8.1WbM1aWgM3.1Wi.21W7b.9W1.11W8M1.8M1Wf.aWo.uW2.mM1.eM21.7W1.2W1.12W6M3.1M1.2M1.7M1W1M8.aW6.6W1.2W1.wW5M1.2M1." +
  "5M1W7.aW8m.jW4M55.1W27.pmW2u.33Wh.5gW218.2pWf.trW34h.g7W6nt.ftW7.vW1.aW6.27W1.aW6.uW2.5Mb.1cW7M9.4Wc.aW9.lW5.jWj4.1sW3" +
  "k.23W4.1M1W1jM7.4MdW1s.2W1.1W1Mb.2Me.4qgW8.yeW16.9W6w7.4W1.7W1.2W1.83W19.3Wh.4W8.b0W1s4.2zW5.dW3.9W7.aW3.2M3mp.1aM2.nM" +
  "f2.5M3.6M8.8M2.7Mu.4M44.3Mcb.2dW1.1zW1.2W2.1W2.2W2.4W1.cW1.1W1.7W1.1tW1.4W2.8W1.7W1.sW1.4W1.5W1.1W3.7W1.9gW2.pW1.pW1.v" +
  "W1.pW1.vW1.pW1.vW1.pW1.vW1.pW1.8W2.1eWe8.1jM4.1eM8.1Me.1Mm.5M1.fMuo.vL69.7M1.hM2.7M1.2M1.5M5x.19W3.7M7W2.aW4.1W8x.uW1M" +
  "h.18W4MaWyu.7W1.4W1.2W1.fW1.5hWb.7M15.1wW7M1W4.aWx2.4W1.rW1.2W1.1W2.1W1.aW1.4W1.1W1.1W6.1W4.1W1.1W1.1W1.3W1.2W1.1W2.1W" +
  "1.1W1.1W1.1W1.1W1.2W1.1W2.4W1.7W1.4W1.4W1.1W1.aW1.hW5.3W1.5W1.hW2lw.aWsm.wyoWw.37dW7.66W2.4g2We.5rlW2e7.f2W15u.3t7Wfcm" +
  "t.6oM";

const CLASS_SIGNS = ".DCLWM";

/** Start of each run, ascending, and its class; the last run has no end. */
const STARTS: number[] = [];
const CLASSES: CharacterClass[] = [];

/** Classes of the first characters. */
const TABLE = new Uint8Array(TABLE_LENGTH);

let start = 0;
for (const [, length = "", sign = ""] of RUNS.matchAll(/([\da-z]{1,5})([.DCLWM])/g)) {
  const characterClass = CLASS_SIGNS.indexOf(sign) as CharacterClass;
  const end = start + Number.parseInt(length, 36);
  STARTS.push(start);
  CLASSES.push(characterClass);
  TABLE.fill(characterClass, start, end);
  start = end;
}
STARTS.push(start);
CLASSES.push(OTHER);

/** The class of the code point that starts at `index`; a lone surrogate and the end of the text are OTHER. */
export function characterClassAt(text: string, index: number): CharacterClass {
  const unit = text.charCodeAt(index);
  if (unit < TABLE_LENGTH) return TABLE[unit] as CharacterClass;
  const codePoint = text.codePointAt(index);
  return codePoint === undefined ? OTHER : classOf(codePoint);
}

/** Counts the UTF-16 units of the code point at `index`: 1 or 2. */
export function codePointLength(text: string, index: number): number {
  const codePoint = text.codePointAt(index);
  return codePoint !== undefined && codePoint > 0xffff ? 2 : 1;
}

/** Tells whether a word may begin with a character of this class. */
export function isWordCharacter(characterClass: CharacterClass): boolean {
  return characterClass !== OTHER && characterClass !== MARK;
}

/** Finds the class in the last run that begins at or before the code point. */
function classOf(codePoint: number): CharacterClass {
  return CLASSES[lastAtMost(STARTS, codePoint)] ?? OTHER;
}
