/**
 * GET /status, GET /readyz and GET /healthz: what the index holds, whether searches are answered, and whether anybody
 * answers at all.
 */

import { isoTimestamp } from "../../clock.ts";
import type { IndexStatus } from "../../index/read.ts";
import type { ReadinessAnswer, StatusAnswer } from "../../search-api.ts";
import { answerConsistently } from "../answers/conditional.ts";
import { type Endpoint, JSON_TYPE } from "../openapi/openapi.ts";
import type { HttpContext } from "../requests/http-context.ts";
import type { WritingReadiness } from "../requests/http-options.ts";

export const statusEndpoints: readonly Endpoint[] = [
  {
    path: "/status",
    answer: answerStatus,
    operation: { summary: "What the index holds.", answers: { [JSON_TYPE]: "StatusAnswer" } },
  },
  {
    path: "/healthz",
    answer: answerHealth,
    operation: { summary: "Whether anybody answers.", answers: { [JSON_TYPE]: "HealthAnswer" } },
  },
  {
    path: "/readyz",
    answer: answerReadiness,
    operation: { summary: "Whether searches are answered.", answers: { [JSON_TYPE]: "ReadinessAnswer" } },
  },
];

/** Answers the state of the index. It counts rejected uploads by listing them, since no commit names them. */
async function answerStatus(context: HttpContext): Promise<Response> {
  const rejected = await context.var.dependencies.search.countRejected();
  const respond = (_: null, status: IndexStatus) => {
    const { documents, segments, indexBytes, sequence, analyzer } = status;
    const updatedAt = isoTimestamp(status.updatedAtMs);
    const answer: StatusAnswer = { documents, segments, indexBytes, sequence, updatedAt, analyzer, rejected };
    return context.json(answer);
  };
  return answerConsistently(context, () => Promise.resolve(null), respond, [String(rejected)]);
}

/**
 * Answers whether searches can be answered: 503 if not, or the problem with the index. One request to the store for the
 * manifest where it is due, as any search; none where whoever runs the server knows.
 */
async function answerReadiness(context: HttpContext): Promise<Response> {
  const { search, isReady, writing } = context.var.dependencies;
  if (!isReady) await search.status();
  const answer = readinessAnswer(isReady ? isReady() : true, writing?.());
  return context.json(answer, answer.ready ? 200 : 503, { "Cache-Control": "no-store" });
}

/** Makes the answer that says whether searches are answered, and how the server's writing stands. */
export function readinessAnswer(ready: boolean, writing: WritingReadiness = {}): ReadinessAnswer {
  return { ready, ...writing };
}

/** Asks nothing of the store: for load balancers, which ask every few seconds. */
function answerHealth(context: HttpContext): Response {
  context.header("Cache-Control", "no-store");
  return context.json({ ok: true });
}
