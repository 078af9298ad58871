/**
 * Loaded before a process under test (NODE_OPTIONS=--import): the thread that reads uploads never comes to the end of
 * one with this word in it, and keeps its processor busy until it is ended. A fault from outside; the product knows
 * nothing of it.
 */
import { syncBuiltinESMExports } from "node:module";
import threads from "node:worker_threads";
import { hasWord } from "./word-in-message.mjs";

const WORD = "бесконечныйтекст";

if (threads.isMainThread) {
  // Each thread begins here, and goes on with the module that was asked for.
  threads.Worker = class extends threads.Worker {
    constructor(entry, options) {
      super(new URL(import.meta.url), { ...options, workerData: String(entry) });
    }
  };
  syncBuiltinESMExports();
} else {
  // This listener is called before those of that module.
  threads.parentPort.on("message", (message) => {
    while (hasWord(message, WORD));
  });
  await import(threads.workerData);
}
