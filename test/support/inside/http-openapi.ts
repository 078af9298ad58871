/** What tests pin down inside of http, openapi, beside its doors. Moving a file touches this list alone. */
export { type AnswerName, answerSchemas, describeApi } from "../../../src/http/openapi/openapi.ts";
