/**
 * Loaded before a process under test (NODE_OPTIONS=--import): whoever decodes a text with one of these words in it is ended as
 * by the kernel, fills the heap, or never ends. A fault from outside; the product knows nothing of it.
 */
const KILLER = "убийцачитателей";
const HEAP_EATER = "пожирательпамяти";
const LOOP_HOLDER = "держательцикла";

const decode = TextDecoder.prototype.decode;

TextDecoder.prototype.decode = function (...args) {
  const text = decode.apply(this, args);
  if (text.includes(KILLER)) process.kill(process.pid, "SIGKILL");
  if (text.includes(HEAP_EATER)) {
    for (const eaten = []; ; ) eaten.push(new Array(1_000_000).fill(eaten.length));
  }
  if (text.includes(LOOP_HOLDER)) for (;;);
  return text;
};
