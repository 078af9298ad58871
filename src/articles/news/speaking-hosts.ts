/**
 * Limits the addresses that an upload may speak for (pure). Whoever puts it writes the hosts into its metadata, so that
 * what the upload says is decided once and no later setting changes the index. What says nothing of hosts speaks for
 * all: the bucket is its owner's.
 *
 * Hosts are compared as {@link canonicalHostOf} has them. Each speaks for itself alone, and not for its subdomains.
 */
import { canonicalHostOf } from "./canonical-url.ts";

/** Hosts in the form in which they are compared, the upload's own first; null: all. */
export type SpeakingHosts = readonly string[] | null;

/** The name of the metadata, whose value is the hosts with commas between; empty: none. */
export const HOSTS_METADATA = "hosts";

/** S3 bounds the metadata of an object at 2,048 bytes; the rest is for what else is said of an upload. */
export const MAX_HOSTS_LENGTH = 1_024;

/** Letters of a name: what an address has besides a host, or what separates names, is none of them. */
const NAME = /^(?:\[[\da-f:]+\]|[^\s/\\:?#@,+]+)$/i;

/** Names of hosts in the form in which they are compared, each once; what is no name is left out. */
export function canonicalHosts(names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => hostOfName(name) ?? []))];
}

/** Finds the reason why these can be no hosts of an upload, to follow "since"; null if they can. */
export function findHostsFault(names: readonly string[]): string | null {
  const wrong = names.find((name) => hostOfName(name) === null);
  if (wrong !== undefined) return `${wrong || "an empty name"} is no name of a host, such as news.example`;
  const { length } = canonicalHosts(names).join();
  if (length <= MAX_HOSTS_LENGTH) return null;
  return `the hosts have ${length} characters, and ${MAX_HOSTS_LENGTH} fit beside an upload`;
}

/** Makes the metadata of an upload about its hosts: none if they are all. */
export function hostsMetadata(hosts: SpeakingHosts): Readonly<Record<string, string>> {
  return hosts === null ? {} : { [HOSTS_METADATA]: hosts.join() };
}

/** The hosts that the metadata of an upload names. */
export function readSpeakingHosts(metadata: Readonly<Record<string, string>>): SpeakingHosts {
  const values = Object.entries(metadata).filter(([name]) => name.toLowerCase() === HOSTS_METADATA);
  return values.length === 0 ? null : canonicalHosts(values.flatMap(([, value]) => value.split(",")));
}

/** Tells whether an upload of these hosts may speak for a web address. */
export function maySpeakFor(hosts: SpeakingHosts, address: string): boolean {
  return hosts === null || hosts.includes(canonicalHostOf(address) ?? "");
}

function hostOfName(name: string): string | null {
  const bare = name.trim();
  return NAME.test(bare) ? canonicalHostOf(`https://${bare}`) : null;
}
