/**
 * The worker of the playground: answers the page's messages, one after another. The dictionary lies beside it.
 */
import { openRussianDictionary } from "../../../src/russian/words.ts";
import type { Questions, ToPage, ToWorker, Verb } from "./messages.ts";
import { PlaygroundIndex } from "./playground-index.ts";

const index = new PlaygroundIndex();
const scope = globalThis as unknown as Pick<Worker, "postMessage" | "addEventListener">;

let dictionary: Promise<void> | null = null;

/** Rejects where the file cannot be had, so that the next message asks for it again. */
function openDictionary(): Promise<void> {
  dictionary ??= fetchDictionary().catch((error) => {
    dictionary = null;
    throw error;
  });
  return dictionary;
}

async function fetchDictionary(): Promise<void> {
  const answer = await fetch(new URL("./russian.dictionary", import.meta.url));
  if (!answer.ok) throw new Error(`russian.dictionary was answered by ${answer.status}.`);
  openRussianDictionary(new Uint8Array(await answer.arrayBuffer()));
}

async function answer(message: ToWorker): Promise<Questions[Verb]["told"]> {
  await openDictionary();
  if (message.verb === "add") return index.add(message.name, message.bytes);
  if (message.verb === "ask") return index.ask(message.path);
  index.clear();
  return null;
}

/** Messages are answered one after another, so that a search finds what was added before it. */
let last: Promise<unknown> = Promise.resolve();

scope.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  const tell = (message: ToPage): void => scope.postMessage(message);
  last = last
    .then(() => answer(data))
    .then(
      (told) => tell({ id: data.id, told }),
      (error: unknown) => tell({ id: data.id, fault: error instanceof Error ? error.message : String(error) }),
    );
});
