/**
 * A line on standard error that is written over as work goes on. It hides the cursor and lets the terminal cut what is too
 * long, and gives both back at its end, also when the process is told to stop.
 */
import { SingleBar } from "cli-progress";
import { progressLine, type WorkDone } from "./progress-line.ts";
import { beforeStopSignal } from "./stop-signal.ts";

interface ProgressBar {
  /** Shows the line anew. */
  show(done: WorkDone): void;
  /** Takes the line away, so that what is printed next stands alone. */
  stop(): void;
}

/** The stream is a terminal. */
export function startProgressBar(begin: WorkDone, stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  let current = begin;
  const bar = new SingleBar({
    format: (_, { maxWidth }: { maxWidth?: number }) => progressLine(current, maxWidth ?? 80),
    clearOnComplete: true,
    hideCursor: true,
    stream,
  });
  bar.start(1, 0);
  const stop = (): void => {
    endWatch();
    bar.stop();
  };
  const endWatch = beforeStopSignal(stop);
  return {
    show: (done) => {
      current = done;
      bar.update(Math.min(1, done.share ?? 0));
    },
    stop,
  };
}
