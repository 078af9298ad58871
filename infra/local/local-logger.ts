/**
 * The functions' logger for a person at a terminal: what became of uploads, in words, and of other failures a line
 * each; the rest is not told.
 */
import { rejectedLine, type ToldPart } from "../../functions/cli/rendering/rejection-text.ts";
import { unknownSettingText } from "../../functions/cli/rendering/setting-text.ts";
import { failureText } from "../../functions/cli/terminal/failure.ts";
import { countText, printable, type Terminal } from "../../functions/cli/terminal/terminal.ts";
import type { LogFields, Logger } from "../../functions/telemetry/log.ts";

/** Rejections of one commit that are shown; more are counted. */
const MAX_SHOWN = 5;

/** `say` gets one line at a time. */
export function createLocalLogger(say: (line: string) => void, terminal: Pick<Terminal, "style">): Logger {
  const { style } = terminal;
  /** Rejections of the newest commit. */
  const rejections = { total: 0, told: 0 };
  const tellers: Readonly<Record<string, (fields: LogFields) => void>> = {
    "differences-found": ({ missing, changed, gone }) =>
      say(`Found ${missing} new, ${changed} changed and ${gone} deleted uploads in the folder.`),
    "unknown-settings": ({ names }) => {
      for (const name of names as readonly string[]) say(printable(unknownSettingText(name)));
    },
    rebuilt: ({ uploads }) => say(`Made the index anew from ${countText(Number(uploads), "upload")}.`),
    committed: (fields) => {
      Object.assign(rejections, { total: fields.rejected, told: 0 });
      if (Number(fields.uploads) === fields.rejected && fields.articles === 0) return;
      say(`${style("green", commitText(fields))} ${style("dim", `(${fields.durationMs} ms)`)}`);
    },
    "upload-rejected": ({ key, isPartlyRead, parts }) => {
      rejections.told += 1;
      if (rejections.told <= MAX_SHOWN) {
        say(rejectedLine(String(key), parts as readonly ToldPart[], isPartlyRead === true, terminal));
      } else if (rejections.told === rejections.total) {
        const more = rejections.total - MAX_SHOWN;
        say(`${style("red", "rejected")}  ${more} more: npm run poisk -- rejected`);
      }
    },
    "upload-failed": ({ key, error }) =>
      say(`${style("yellow", "waiting ")}  ${printable(String(key))}: ${printable(failureText(error))}`),
  };
  const tell = (event: string, fields: LogFields = {}): boolean => {
    tellers[event]?.(fields);
    return event in tellers;
  };
  const logger: Logger = {
    debug: () => {},
    info: tell,
    warn: tell,
    error: (event, fields = {}) => {
      if (tell(event, fields)) return;
      const reason = "error" in fields ? failureText(fields.error) : String(fields.reason ?? "");
      say(printable(`${event}: ${reason}`));
    },
    with: () => logger,
  };
  return logger;
}

/**
 * Describes a commit: one upload by its key, several by their number. A readable upload without an article was deleted.
 */
function commitText({ uploads, key, articles }: LogFields): string {
  if (key === undefined) return `indexed   ${uploads} uploads, ${countText(Number(articles), "article")}`;
  return `${articles === 0 ? "removed" : "indexed"}   ${printable(String(key))}`;
}
