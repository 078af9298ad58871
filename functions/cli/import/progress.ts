/**
 * Progress of an import on standard error: articles, rate and time left. How many articles there will be is not known
 * before the end, so the bar and the time left go by the bytes of the file: those that were read, and of these the share
 * of the articles that are done, since reading is far ahead of indexing. Standard input has neither.
 */
import type { OnImportProgress } from "../../../src/indexer/bulk/import.ts";
import { startProgressBar, type WorkDone } from "../terminal/progress.ts";
import { countText, type Terminal } from "../terminal/terminal.ts";
import type { ArchiveStream } from "./archive-stream.ts";

/** How often the bar shows the time that passes between commits. */
const REFRESH_MS = 500;

interface ImportProgress {
  readonly update: OnImportProgress;
  /** Takes the bar away, so that what is printed next stands alone. */
  readonly stop: () => void;
}

export function startImportProgress(terminal: Terminal, archive: ArchiveStream): ImportProgress {
  if (!terminal.showsProgress) return { update: () => {}, stop: () => {} };
  const startedMs = Date.now();
  let [done, read, present] = [0, 0, 0];
  const workDone = (): WorkDone => {
    const shareRead = archive.sizeBytes === null ? null : (archive.shareRead() ?? 0);
    return {
      verb: "Importing",
      amount: countText(done, "article"),
      doneUnits: done,
      share: shareRead === null ? null : read === 0 ? 0 : (shareRead * done) / read,
      ownUnits: done - present,
      seconds: (Date.now() - startedMs) / 1000,
    };
  };
  const bar = startProgressBar(workDone());
  const timer = setInterval(() => bar.show(workDone()), REFRESH_MS);
  return {
    update: (...counts) => {
      [done, read, present] = counts;
      bar.show(workDone());
    },
    stop: () => {
      clearInterval(timer);
      bar.stop();
    },
  };
}
