/**
 * The Lambda function that takes what is pushed, and writes it among the uploads. Its role may do nothing else.
 */
import { systemClock } from "../src/clock.ts";
import { openUploadProcessor } from "./ingest/open-processor.ts";
import { createPushHandler } from "./push/handler.ts";
import { createPresigner } from "./push/presigned-put.ts";
import { pushSettings } from "./push/push-settings.ts";
import { parseEnvironment } from "./settings/environment.ts";
import { openLogger } from "./settings/function-parts.ts";
import { openContext, openStore } from "./settings/writer-parts.ts";

const settings = parseEnvironment(process.env, pushSettings);
const { POISK_BUCKET: bucket, POISK_BUCKET_REGION: region, POISK_ENDPOINT: endpoint } = settings;
const logger = openLogger(settings);

export const handler = createPushHandler({
  context: openContext(openStore(settings), settings),
  tokens: settings.POISK_PUSH_TOKENS,
  timeZone: settings.POISK_TIME_ZONE,
  read: openUploadProcessor(process.env, logger).read,
  presign: createPresigner({ bucket, region, endpoint }, process.env, systemClock),
  logger,
  problems: { documentation: settings.POISK_DOCUMENTATION ?? null, basePath: "" },
});
