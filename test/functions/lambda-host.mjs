/**
 * Stands for Lambda in a process of its own: imports the bundle, hands it one event after another, and reports what it
 * gave back or threw. Speaks over the process's message channel.
 */
import { env, stdout } from "node:process";

/** Log since the last message; sent along with it, since a pipe may be later than the channel. */
let logged = "";
stdout.write = (text) => {
  logged += text;
  return true;
};

const send = (message) => {
  process.send({ ...message, logged });
  logged = "";
};

let handler;
try {
  ({ handler } = await import(env.BUNDLE_URL));
  send({ ready: true });
} catch (error) {
  send({ ready: false, failure: error.message });
}

process.on("message", async ({ number, event }) => {
  const remainingMs = Number(env.REMAINING_MS ?? 60_000);
  const getRemainingTimeInMillis = () => remainingMs;
  const context = {
    getRemainingTimeInMillis,
    awsRequestId: `request-${number}`,
    functionName: "poisk",
    functionVersion: "$LATEST",
  };
  try {
    send({ number, result: (await handler(event, context)) ?? null });
  } catch (error) {
    send({ number, failure: error.message });
  }
});
