/**
 * Takes answers out of a CloudFront distribution's caches: the only file that imports its client, and only when it is asked for.
 */
import { createUlid, systemIdSource } from "../../../src/id-source.ts";
import { CommandFailure } from "../terminal/failure.ts";

/** Invalidations take some seconds, a minute at times (Amazon CloudFront Developer Guide, "Invalidate files"). */
const WAIT_SECONDS = 300;
const FIRST_LOOK_SECONDS = 2;
const LAST_LOOKS_SECONDS = 10;

/** Everything under it: any answer may show the text, and all of it is one path of the bill. */
const ALL_PATHS = "/*";

/** The invalidation's id, once no cache of the distribution holds an older answer. A CommandFailure says what is wrong. */
export async function emptyDistribution(distributionId: string, nowMs: number): Promise<string> {
  const { CloudFrontClient, CreateInvalidationCommand, waitUntilInvalidationCompleted } = await import(
    "@aws-sdk/client-cloudfront"
  );
  // A global service, signed for this region.
  const client = new CloudFrontClient({ region: "us-east-1" });
  try {
    const { Invalidation: begun } = await client.send(
      new CreateInvalidationCommand({
        DistributionId: distributionId,
        InvalidationBatch: {
          CallerReference: `poisk-purge-${createUlid(nowMs, systemIdSource)}`,
          Paths: { Quantity: 1, Items: [ALL_PATHS] },
        },
      }),
    );
    const id = begun?.Id ?? "";
    await waitUntilInvalidationCompleted(
      { client, maxWaitTime: WAIT_SECONDS, minDelay: FIRST_LOOK_SECONDS, maxDelay: LAST_LOOKS_SECONDS },
      { DistributionId: distributionId, Id: id },
    );
    return id;
  } catch (failure) {
    const { name, message } = failure as Error;
    throw new CommandFailure(
      `The distribution ${distributionId} could not be emptied (${name}: ${message}). Its caches keep answers as long as their Cache-Control says.`,
    );
  } finally {
    client.destroy();
  }
}
