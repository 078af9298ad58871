/**
 * Answers of the query function that the app does not make: problems with the event itself, and with answers that are
 * larger than Lambda hands on.
 */
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { PROBLEM_TYPE, type Problem, problemAnswer } from "../../src/http/problem-details.ts";
import type { HttpSettings } from "../../src/http/requests/http-options.ts";

/** Of an answer as JSON (AWS Lambda quotas, "Invocation payload": 6 MB; the number is that of its error message). */
const MAX_PAYLOAD_BYTES = 6_291_556;
/** What JSON makes of one UTF-16 unit at the most: `\u0000`. */
const MAX_BYTES_PER_UNIT = 6;

/** The headers of an answer that hold for a problem in its place too. */
const KEPT_HEADERS = /^(?:access-control-|vary$|x-|referrer-policy$)/;

/** Whether Lambda would give its own error in place of this answer. */
export function exceedsPayload(answer: APIGatewayProxyStructuredResultV2): boolean {
  if ((answer.body?.length ?? 0) * MAX_BYTES_PER_UNIT < MAX_PAYLOAD_BYTES / 2) return false;
  return Buffer.byteLength(JSON.stringify(answer)) > MAX_PAYLOAD_BYTES;
}

/** A problem as an answer, in place of `former` where there is one. */
export function problemResult(
  problem: Problem,
  requestId: string,
  { documentation, publicUrl }: Pick<HttpSettings, "documentation" | "publicUrl">,
  former: APIGatewayProxyStructuredResultV2 = {},
): APIGatewayProxyStructuredResultV2 {
  const basePath = publicUrl === null ? "" : new URL(publicUrl).pathname.replace(/\/$/, "");
  const kept = Object.entries(former.headers ?? {}).filter(([name]) => KEPT_HEADERS.test(name));
  return {
    statusCode: problem.status,
    headers: { ...Object.fromEntries(kept), "content-type": PROBLEM_TYPE, "cache-control": "no-store" },
    body: JSON.stringify(problemAnswer(problem, requestId, { documentation, basePath })),
  };
}
