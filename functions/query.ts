/**
 * The Lambda function behind a Function URL or an API Gateway HTTP API (payload format 2.0): one request in, one answer
 * out. What it has read stays in memory for the next one.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { handle, type LambdaEvent } from "hono/aws-lambda";
import { createHttpApp } from "../src/http/app.ts";
import { composeQuery } from "./composition.ts";
import { normaliseRequestEvent } from "./query-event.ts";
import { builtWidget } from "./widget-files.ts";

const answer = handle(createHttpApp({ ...composeQuery(), widget: builtWidget }));

/** Hono describes the same events in types of its own. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const result = await answer(normaliseRequestEvent(event) as unknown as LambdaEvent);
  return result as APIGatewayProxyStructuredResultV2;
}
