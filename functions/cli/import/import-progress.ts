/**
 * Progress of an import on standard error: articles, rate and time left. An article counts as its steps are done: read,
 * inverted, written. How many articles there will be is not known before the end, so the bar and the time left go by
 * the bytes of the file: those that were read, and of these the share of the articles that are done, since reading is
 * far ahead of indexing. Standard input has neither.
 */
import type { Clock } from "../../../src/clock.ts";
import type { OnImportProgress } from "../../../src/index/write.ts";
import { startProgressBar, type WorkDone } from "../terminal/progress.ts";
import { countText, type Terminal } from "../terminal/terminal.ts";
import type { ArchiveStream } from "./archive-stream.ts";

/** Interval at which the bar updates the time. */
const REFRESH_MS = 500;

interface ImportProgress {
  readonly update: OnImportProgress;
  /** Takes the bar away, so that what is printed next stands alone. */
  readonly stop: () => void;
}

/** No bar where the terminal shows none. */
export function startImportProgress(terminal: Terminal, archive: ArchiveStream, clock: Clock): ImportProgress {
  if (!terminal.showsProgress) return { update: () => {}, stop: () => {} };
  const { update, workDone } = trackImport(archive, clock);
  const bar = startProgressBar(workDone());
  const timer = setInterval(() => bar.show(workDone()), REFRESH_MS);
  return {
    update: (...counts) => {
      update(...counts);
      bar.show(workDone());
    },
    stop: () => {
      clearInterval(timer);
      bar.stop();
    },
  };
}

/** Computes the progress of an import from its last report and the clock. */
export function trackImport(
  archive: Pick<ArchiveStream, "sizeBytes" | "shareRead">,
  clock: Pick<Clock, "monotonicMs">,
): { readonly update: OnImportProgress; readonly workDone: () => WorkDone } {
  const startedMs = clock.monotonicMs();
  let [done, read, present] = [0, 0, 0];
  return {
    update: (...counts) => {
      [done, read, present] = counts;
    },
    workDone: () => {
      const shareRead = archive.sizeBytes === null ? null : (archive.shareRead() ?? 0);
      return {
        verb: "Importing",
        amount: countText(Math.floor(done), "article"),
        doneUnits: done,
        share: shareRead === null ? null : read === 0 ? 0 : (shareRead * done) / read,
        ownUnits: done - present,
        seconds: (clock.monotonicMs() - startedMs) / 1000,
      };
    },
  };
}
