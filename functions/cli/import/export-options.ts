/**
 * Options of the verbs that read an export of another system, and the name of its archive.
 */
import { basename } from "node:path";
import { Option } from "commander";
import type { ExportOptions } from "../../../src/articles/exports.ts";
import { UsageError } from "../terminal/failure.ts";

/** `--pages` and `--channel`. */
export interface ExportFlags {
  readonly pages?: true;
  readonly channel?: string;
}

export const pagesOption = new Option("--pages", "read the pages of a WordPress export too, not only its posts");
export const channelOption = new Option(
  "--channel <username>",
  "name of a Telegram channel in t.me/name, for the addresses of its posts",
);

/** Refuses a channel whose name breaks Telegram's rule for usernames. */
export function exportOptions({ pages, channel }: ExportFlags): ExportOptions {
  if (channel !== undefined && !/^[a-z]\w{3,31}$/i.test(channel))
    throw new UsageError(`--channel is a name such as vestnik of t.me/vestnik, not ${channel}.`);
  return { hasPages: pages === true, username: channel ?? null };
}

/** The file's name without its endings. */
export function archiveName(file: string): string {
  return basename(file)
    .replace(/\.gz$/i, "")
    .replace(/\.(?:jsonl|ndjson|json|xml|rss|atom)$/i, "")
    .normalize("NFC");
}
