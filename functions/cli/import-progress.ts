/**
 * Progress of an import on standard error: articles, rate and time left. How many articles there will be is not known
 * before the end, so the bar and the time left go by the bytes of the file; standard input has neither.
 */
import { Presets, SingleBar } from "cli-progress";
import type { ArchiveStream } from "./archive-stream.ts";
import type { Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** How often the bar shows the bytes read between commits. */
const REFRESH_MS = 500;

/** `update` takes the number of articles that are done. */
export function startImportProgress(terminal: Terminal, archive: ArchiveStream): Progress {
  if (!terminal.showsProgress) return { update: () => {}, stop: () => {} };
  const { sizeBytes } = archive;
  const startedMs = Date.now();
  const known = sizeBytes === null ? "" : " {bar} {percentage}%";
  const left = sizeBytes === null ? "" : " · {left} left";
  const bar = new SingleBar(
    { format: `Importing${known} · {articles} articles · {rate}/s${left}`, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  );
  let articles = 0;
  const show = (): void => {
    const seconds = Math.max(0.001, (Date.now() - startedMs) / 1000);
    bar.update(archive.bytesRead(), {
      articles,
      rate: Math.round(articles / seconds),
      left: sizeBytes === null ? "" : timeLeft(seconds, archive.bytesRead(), sizeBytes),
    });
  };
  bar.start(sizeBytes ?? 1, 0, { articles: 0, rate: "–", left: "–" });
  const timer = setInterval(show, REFRESH_MS);
  return {
    update: (done) => {
      articles = done;
      show();
    },
    stop: () => {
      clearInterval(timer);
      bar.stop();
    },
  };
}

/** As much longer a share as has been read. */
function timeLeft(seconds: number, bytesRead: number, sizeBytes: number): string {
  if (bytesRead === 0) return "–";
  const left = Math.round((seconds * Math.max(0, sizeBytes - bytesRead)) / bytesRead);
  return left < 60 ? `${left} s` : `${Math.floor(left / 60)} min ${left % 60} s`;
}
