/** Names inside http/openapi that tests import past its doors. Moving a file changes this list alone. */
export { type AnswerName, answerSchemas, describeApi } from "../../../src/http/openapi/openapi.ts";
