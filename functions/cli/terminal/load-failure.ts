/**
 * Says in a sentence why a program could not be loaded, such as a file of its own that is missing. Imported before all
 * that may fail so; else Node shows the line of the bundle that threw, which is a screen long.
 */
function tell({ message }: Error): void {
  process.stderr.write(`poisk: ${message}\n`);
  process.exit(1);
}

process.on("uncaughtException", tell);

/** All is loaded: what nobody catches from now on is a defect, and shows its stack. */
export function endLoading(): void {
  process.off("uncaughtException", tell);
}
