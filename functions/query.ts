/**
 * The Lambda function that answers searches. What it has read stays in memory for the next request.
 */
import { composeQuery } from "./composition.ts";
import { createQueryHandler } from "./query/handler.ts";
import { builtWidget } from "./query/widget-files.ts";

export const handler = createQueryHandler({ ...composeQuery(), widget: builtWidget });
