/**
 * The server that the load is put on, in a process of its own: the HTTP app over an index in a folder, as `poisk serve`
 * runs it. Tells its address to the process that started it.
 */

import { startSearchServer } from "../../functions/serve/search-server.ts";
import { createLogger } from "../../functions/telemetry/log.ts";
import { systemClock } from "../../src/clock.ts";
import { defaultHttpSettings } from "../../src/http/http.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import { FileObjectStore } from "../../src/store/local.ts";

const [rootFolder = ""] = process.argv.slice(2);
const { url } = await startSearchServer({
  context: {
    store: new FileObjectStore({ rootFolder, isDurable: false }),
    layout: defaultKeyLayout,
    clock: systemClock,
    ids: systemIdSource,
  },
  answers: { search: {}, http: defaultHttpSettings },
  host: "127.0.0.1",
  port: 0,
  logger: createLogger({ level: "error", clock: systemClock, output: process.stderr }),
});
process.send?.({ url });
