/**
 * GETs from sites that the owner named, and from no others: a feed or a map of a site says where to go next, and
 * whoever writes one must not reach what only this machine can. Hosts and addresses are looked at before each request,
 * after redirects too, and the address that was looked at is the one that is connected to.
 */

import { lookup as lookUp } from "node:dns";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { lookupFailureText } from "../../src/lookup-failure.ts";

/** A request that was not made, or got no answer; the message is a sentence without its end. */
export class WebFailure extends Error {
  override readonly name = "WebFailure";
}

/** The allowed requests. */
export interface WebPolicy {
  /** Names of hosts, without `www.`. */
  readonly hosts: ReadonlySet<string>;
  /** True if addresses of this machine and of private networks may be requested. */
  readonly mayBePrivate: boolean;
  readonly maxBytes: number;
  /**
   * Finds the reason why this address must not be requested, a sentence without its end, or null. It is called
   * for each address, after redirects too.
   */
  readonly refusalOf?: (url: URL) => Promise<string | null>;
}

/** An answer, whatever its status. `url` is where it came from in the end; the bytes may be gzip. */
export interface WebAnswer {
  readonly url: string;
  /** The address that the page has moved to for good (RFC 9110, 301 and 308 alone); null where it has not. */
  readonly movedTo: string | null;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The X-Robots-Tag of each header by itself: the name of an agent counts to the end of its own. */
  readonly robotsTags: readonly string[];
  readonly bytes: Uint8Array;
}

const USER_AGENT = "poisk/0.1 (feed and site reader of a site's own search)";
/** Time limit of the whole answer. Untuned. */
const TIMEOUT_MS = 30_000;
/** Largest number of redirects; browsers follow at least as many (Fetch Standard allows 20). */
const MAX_REDIRECTS = 5;

/** One GET and its redirects. Rejects with WebFailure. */
export async function fetchPage(
  address: string,
  headers: Readonly<Record<string, string>>,
  policy: WebPolicy,
): Promise<WebAnswer> {
  const first = new URL(address);
  let url = first;
  let isForGood = true;
  for (let redirects = 0; ; redirects += 1) {
    requireAllowed(url, first, policy);
    const refusal = await policy.refusalOf?.(url);
    if (refusal) throw new WebFailure(refusal);
    const answer = await get(url, headers, policy);
    const { location } = answer.headers;
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined)
      return { ...answer, movedTo: isForGood && redirects > 0 ? url.href : null };
    if (redirects === MAX_REDIRECTS) throw new WebFailure(`${address} redirects more than ${MAX_REDIRECTS} times`);
    if (!URL.canParse(location, url.href)) throw new WebFailure(`${url.href} redirects to what is no address`);
    isForGood &&= [301, 308].includes(answer.status);
    url = new URL(location, url.href);
  }
}

/** A host's name as policies have it. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^www\./, "");
}

/**
 * `first` is what was asked for: redirects stay among the policy's hosts, at its port, and at its scheme or at https.
 */
function requireAllowed(url: URL, first: URL, { hosts, mayBePrivate }: WebPolicy): void {
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new WebFailure(`${url.href} is no address of the web`);
  if (url.username !== "" || url.password !== "") throw new WebFailure("The address has a name or a password in it");
  const isDowngrade = first.protocol === "https:" && url.protocol !== "https:";
  if (!hosts.has(hostOf(url)) || url.port !== first.port || isDowngrade) {
    throw new WebFailure(`${url.href} leads to a host, port or scheme that is not among those that may be asked`);
  }
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (!mayBePrivate && isIP(literal) !== 0 && isPrivate(literal)) throw privateAddress(url.hostname);
}

function privateAddress(host: string): WebFailure {
  return new WebFailure(`${host} is an address of this machine or of a private network`);
}

function get(
  url: URL,
  headers: Readonly<Record<string, string>>,
  policy: WebPolicy,
): Promise<Omit<WebAnswer, "movedTo">> {
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (failure: Error): void =>
      reject(
        failure instanceof WebFailure ? failure : new WebFailure(`${url.href} did not answer: ${reasonOf(failure)}`),
      );
    const request = send(url, {
      agent: false,
      headers: { "user-agent": USER_AGENT, "accept-encoding": "gzip", ...headers },
      lookup: policy.mayBePrivate ? lookUp : lookUpPublic,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    request.on("error", fail);
    request.on("response", (response) => {
      const chunks: Uint8Array[] = [];
      let sizeBytes = 0;
      response.on("data", (chunk: Uint8Array) => {
        sizeBytes += chunk.length;
        if (sizeBytes <= policy.maxBytes) chunks.push(chunk);
        else {
          fail(new WebFailure(`${url.href} has more than ${policy.maxBytes} bytes`));
          request.destroy();
        }
      });
      response.on("error", fail);
      response.on("end", () => {
        if (!response.complete) fail(new WebFailure(`${url.href} broke off`));
        else
          resolve({
            url: url.href,
            status: response.statusCode ?? 0,
            headers: response.headers,
            robotsTags: response.headersDistinct["x-robots-tag"] ?? [],
            bytes: Buffer.concat(chunks),
          });
      });
    });
    request.end();
  });
}

function reasonOf(failure: Error): string {
  const { code } = failure as NodeJS.ErrnoException;
  if (failure.name === "AbortError" || failure.name === "TimeoutError") return "too slow";
  return lookupFailureText(failure) ?? code ?? failure.message;
}

/** Node's look-up, which refuses a name where any of its addresses is private: another answer might be chosen next. */
const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) callback(error, "");
    else if (addresses.some(({ address }) => isPrivate(address))) callback(privateAddress(hostname), "");
    else if (options.all === true) callback(null, addresses);
    else callback(null, addresses[0]?.address ?? "", addresses[0]?.family);
  });
};

/** IANA, "IPv4 Special-Purpose Address Registry", and multicast. */
const PRIVATE = new BlockList();
for (const [address, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  PRIVATE.addSubnet(address, bits, "ipv4");
}
/** Public addresses of IPv6: global unicast (RFC 4291, 2.4) without the tunnels and examples in it. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet("2000::", 3, "ipv6");
for (const [address, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
] as const) {
  PRIVATE.addSubnet(address, bits, "ipv6");
}

/** Tells whether an IP address is one of this machine, of a private network, or of none. */
export function isPrivate(address: string): boolean {
  const [bare = ""] = address.split("%");
  if (isIP(bare) === 4) return PRIVATE.check(bare, "ipv4");
  return !GLOBAL.check(bare, "ipv6") || PRIVATE.check(bare, "ipv6");
}
