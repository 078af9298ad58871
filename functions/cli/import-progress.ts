/**
 * Progress of an import on standard error: articles, rate and time left. How many articles there will be is not known
 * before the end, so the bar and the time left go by the bytes of the file: those that were read, and of these the share
 * of the articles that are done, since reading is far ahead of indexing. Standard input has neither.
 */
import { Presets, SingleBar } from "cli-progress";
import type { OnImportProgress } from "../../src/indexer/bulk-import.ts";
import type { ArchiveStream } from "./archive-stream.ts";
import type { Terminal } from "./terminal.ts";

/** How often the bar shows the time that passes between commits. */
const REFRESH_MS = 500;

export interface ImportProgress {
  readonly update: OnImportProgress;
  /** Takes the bar away, so that what is printed next stands alone. */
  readonly stop: () => void;
}

export function startImportProgress(terminal: Terminal, archive: ArchiveStream): ImportProgress {
  if (!terminal.showsProgress) return { update: () => {}, stop: () => {} };
  const { sizeBytes } = archive;
  const startedMs = Date.now();
  const known = sizeBytes === null ? "" : " {bar} {percentage}%";
  const left = sizeBytes === null ? "" : " · {left} left";
  const bar = new SingleBar(
    { format: `Importing${known} · {articles} articles · {rate}/s${left}`, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  );
  let [done, read] = [0, 0];
  const show = (): void => {
    const seconds = Math.max(0.001, (Date.now() - startedMs) / 1000);
    const doneBytes = read === 0 ? 0 : Math.floor((archive.bytesRead() * done) / read);
    bar.update(doneBytes, {
      articles: done,
      rate: done === 0 ? "–" : Math.round(done / seconds),
      left: sizeBytes === null ? "" : timeLeft(seconds, doneBytes, sizeBytes),
    });
  };
  bar.start(sizeBytes ?? 1, 0, { articles: 0, rate: "–", left: "–" });
  const timer = setInterval(show, REFRESH_MS);
  return {
    update: (articlesDone, articlesRead) => {
      [done, read] = [articlesDone, articlesRead];
      show();
    },
    stop: () => {
      clearInterval(timer);
      bar.stop();
    },
  };
}

/** As much longer a share as is done. */
function timeLeft(seconds: number, doneBytes: number, sizeBytes: number): string {
  if (doneBytes === 0) return "–";
  const left = Math.round((seconds * Math.max(0, sizeBytes - doneBytes)) / doneBytes);
  return left < 60 ? `${left} s` : `${Math.floor(left / 60)} min ${left % 60} s`;
}
