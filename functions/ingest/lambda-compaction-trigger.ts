/**
 * Starts the compaction function by an asynchronous invocation: the only file that speaks to Lambda. Region,
 * credentials and endpoint are the SDK's to find.
 */
import { InvokeCommand, LambdaClient, type LambdaClientConfig } from "@aws-sdk/client-lambda";
import type { CompactionTrigger } from "./messages.ts";

/** Uploads wait while this is asked, so it is given up soon; twice at the most, since to run twice does no harm. */
const CLIENT_CONFIG: LambdaClientConfig = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
};

/** Payload for the compaction function, which ignores it; it shows the caller in the log. */
const PAYLOAD = Buffer.from(JSON.stringify({ source: "poisk.ingest" }), "utf8");

export class LambdaCompactionTrigger implements CompactionTrigger {
  readonly #functionName: string;
  readonly #client: LambdaClient;

  /** `functionName`: name, ARN, or either with an alias. */
  constructor(functionName: string) {
    this.#functionName = functionName;
    this.#client = new LambdaClient(CLIENT_CONFIG);
  }

  /** One request, answered as soon as Lambda has queued the event (AWS Lambda API Reference, "Invoke": status 202). */
  async request(): Promise<void> {
    const { StatusCode: status } = await this.#client.send(
      new InvokeCommand({ FunctionName: this.#functionName, InvocationType: "Event", Payload: PAYLOAD }),
    );
    if (status !== 202) throw new Error(`Lambda answered ${status} to an asynchronous invocation.`);
  }
}
