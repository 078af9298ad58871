/**
 * Stands in the search box's bundle for src/browser/index-fetch.ts: the box asks the worker of the playground in the
 * place of a published index.
 */
import { askWorker } from "./worker-client.ts";

export function createIndexFetch({ index }: { readonly index: string | URL }) {
  const base = new URL(index).href;
  const answer = async (address: string | URL | Request): Promise<Response> => {
    const url = address instanceof Request ? address.url : String(address);
    const { status, body } = await askWorker("ask", { path: `/${url.slice(base.length)}` });
    return new Response(body, { status, headers: { "Content-Type": "application/json" } });
  };
  return Object.assign(answer, { open: () => {} });
}
