/**
 * The page's side of the worker, which is started with the first question.
 */
import type { Questions, ToPage, ToWorker, Verb } from "./messages.ts";

/** Put in by the build: the address of the worker's file, beside this one. */
declare const PLAYGROUND_WORKER: string;

interface Waiting {
  readonly resolve: (told: never) => void;
  readonly reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | null = null;
let asked = 0;

/** Rejects with what the worker said of a failure, or where it cannot be started. */
export function askWorker<V extends Verb>(verb: V, question: Questions[V]["asked"]): Promise<Questions[V]["told"]> {
  worker ??= startWorker();
  const [started, id] = [worker, asked++];
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    started.postMessage({ id, verb, ...question } as unknown as ToWorker);
  });
}

function startWorker(): Worker {
  const started = new Worker(new URL(PLAYGROUND_WORKER, import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
    const { resolve, reject } = waiting.get(data.id) ?? {};
    waiting.delete(data.id);
    if ("fault" in data) reject?.(new Error(data.fault));
    else resolve?.(data.told as never);
  });
  started.addEventListener("error", ({ message }) => {
    worker = null;
    for (const { reject } of waiting.values()) reject(new Error(message || "The worker could not be loaded."));
    waiting.clear();
  });
  return started;
}
