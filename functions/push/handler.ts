/**
 * Answers events of a Function URL, or an API Gateway HTTP API (payload format 2.0), by the push app.
 */
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { handle, type LambdaEvent } from "hono/aws-lambda";
import { SearchIndexError } from "../../src/errors.ts";
import { isRequestEvent, normaliseRequestEvent } from "../query/handler.ts";
import { createPushApp, type PushDependencies } from "./push-app.ts";

/**
 * Largest size of a body. Lambda takes events of 6 MB (AWS Lambda quotas, "Invocation payload"), in which a body that
 * is no text is a third larger: 4 MiB are 5.6 million characters.
 */
export const MAX_PUSH_BYTES = 4 * 1024 * 1024;

/** One event in, one answer out; rejects for what is no request. */
export type PushHandler = (event: unknown) => Promise<APIGatewayProxyStructuredResultV2>;

export function createPushHandler(dependencies: Omit<PushDependencies, "maxBytes">): PushHandler {
  const answer = handle(createPushApp({ ...dependencies, maxBytes: MAX_PUSH_BYTES }));
  return async (event) => {
    if (!isRequestEvent(event)) {
      throw new SearchIndexError("invalid-options", "This is no HTTP request: put the function behind a Function URL.");
    }
    const { body, isBase64Encoded } = event;
    const request = normaliseRequestEvent(event);
    const isRead = ["PUT", "POST"].includes(request.requestContext.http.method) && body !== undefined;
    // Hono describes the same events in types of its own.
    return (await answer(
      (isRead ? { ...request, body, isBase64Encoded } : request) as unknown as LambdaEvent,
    )) as APIGatewayProxyStructuredResultV2;
  };
}
