/**
 * The entry of the thread that reads and inverts uploads: a bundle of its own beside those of the functions that write.
 */
import { parentPort } from "node:worker_threads";
import { resolvedArticleOptions } from "../../schema/schema.ts";
import { directProcessor } from "./direct-processor.ts";
import { serveTasks } from "./worker-messages.ts";

if (parentPort !== null) serveTasks(parentPort, directProcessor(resolvedArticleOptions));
