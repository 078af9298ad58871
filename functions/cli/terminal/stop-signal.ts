/**
 * Cleans up before a signal ends the process: a hidden cursor, a file half written. It then ends of the same signal, as
 * it would have without us, so that whoever started it sees that.
 */

/** Ctrl-C, what `kill` sends, and a window that is closed. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Number of running works that end by themselves on a signal. */
let gracefulStops = 0;

/**
 * Runs `act` at the first signal, behind which the work ends by itself; the second ends the process. Gives what ends
 * the watch.
 */
export function onFirstStopSignal(act: () => void): () => void {
  gracefulStops += 1;
  const onSignal = (): void => {
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
    act();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
    gracefulStops -= 1;
  };
}

/** Runs `act`, which must be synchronous, if the process is told to stop. Gives what ends the watch. */
export function beforeStopSignal(act: () => void): () => void {
  const end = (): void => {
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    end();
    act();
    // Others that watch are called before the signal comes back; the last of them leaves it to the system.
    if (gracefulStops === 0) process.kill(process.pid, signal);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  return end;
}
