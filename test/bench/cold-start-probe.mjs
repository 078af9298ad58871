/**
 * Runs a fresh process of a function up to its first answer: node cold-start-probe.mjs INDEX_MJS EVENT_JSON. Prints one
 * line of JSON: the processor time of the whole process (all threads, ms) when this program began, when the function
 * was loaded and when it had answered; and the status of the answer.
 */
import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const processorMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const bootMs = processorMs();
const [, , bundlePath = "", event = "{}"] = process.argv;
const { handler } = await import(pathToFileURL(bundlePath).href);
const loadedMs = processorMs();
const { statusCode } = await handler(JSON.parse(event));
const answeredMs = processorMs();
writeSync(3, JSON.stringify({ statusCode, bootMs, loadedMs, answeredMs }));
process.exit();
