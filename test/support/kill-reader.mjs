/**
 * Loaded before a process under test (NODE_OPTIONS=--import): a process that hands an upload with this word in it to the thread
 * that reads uploads is ended as by the kernel. A fault from outside; the product knows nothing of it.
 */
import { syncBuiltinESMExports } from "node:module";
import threads from "node:worker_threads";
import { gunzipSync } from "node:zlib";

const WORD = Buffer.from("убийцачитателей");
const GZIP_MAGIC = 0x8b1f;

function holdsWord(value) {
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    const isPacked = bytes.length > 2 && bytes.readUInt16LE(0) === GZIP_MAGIC;
    return (isPacked ? gunzipSync(bytes) : bytes).includes(WORD);
  }
  return typeof value === "object" && value !== null && Object.values(value).some(holdsWord);
}

threads.Worker = class extends threads.Worker {
  postMessage(message, ...rest) {
    if (holdsWord(message)) process.kill(process.pid, "SIGKILL");
    super.postMessage(message, ...rest);
  }
};
syncBuiltinESMExports();
