/**
 * Loaded before a process under test (NODE_OPTIONS=--import): a process that hands an upload with this word in it to
 * the thread that reads uploads is ended as by the kernel. A fault from outside; the product knows nothing of it.
 */
import { syncBuiltinESMExports } from "node:module";
import threads from "node:worker_threads";
import { hasWord } from "./word-in-message.mjs";

const WORD = "убийцачитателей";

threads.Worker = class extends threads.Worker {
  postMessage(message, ...rest) {
    if (hasWord(message, WORD)) process.kill(process.pid, "SIGKILL");
    super.postMessage(message, ...rest);
  }
};
syncBuiltinESMExports();
