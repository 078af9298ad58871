/**
 * Which store answers at an endpoint, and what is known of it: told by its address, or by what it says to a request
 * without a signature. What a store does its probe finds (conformance-probe.ts); this names it, and says what no probe
 * can try.
 */

/** The facts about one store. */
export interface KnownStore {
  readonly name: string;
  /** Sentences; none where nothing is known. */
  readonly limits: readonly string[];
  /** Reason why no index may be kept there, whatever a probe finds; null if one may. */
  readonly refusal: string | null;
}

/** The store's answer to a GET of its root without a signature. */
export interface UnsignedAnswer {
  /** The header Server, empty where there is none. */
  readonly server: string;
  /** The beginning of the body. */
  readonly body: string;
}

interface StoreSigns extends KnownStore {
  readonly host?: RegExp;
  readonly server?: RegExp;
  readonly body?: RegExp;
}

const NO_EVENTS_BY_HTTP = "It posts no events itself:";

/** The first that fits is taken. Of a store that is not here nothing is known. */
const STORES: readonly StoreSigns[] = [
  {
    name: "Amazon S3",
    host: /\.amazonaws\.com(?:\.cn)?$/,
    limits: [],
    refusal: null,
  },
  {
    name: "Cloudflare R2",
    host: /\.r2\.cloudflarestorage\.com$/,
    // https://developers.cloudflare.com/r2/buckets/event-notifications/
    limits: [`${NO_EVENTS_BY_HTTP} a consumer of their queue does.`],
    refusal: null,
  },
  {
    name: "Yandex Object Storage",
    host: /^storage\.yandexcloud\.(?:net|kz)$/,
    // https://yandex.cloud/en/docs/serverless-containers/concepts/trigger/os-trigger
    limits: [`${NO_EVENTS_BY_HTTP} a trigger does, in the same cloud.`],
    refusal: null,
  },
  { name: "Selectel", host: /\.storage\.selcloud\.ru$/, limits: [], refusal: null },
  { name: "Tigris", host: /(?:^|\.)(?:tigris\.dev|storage\.dev)$/, limits: [], refusal: null },
  { name: "Scaleway", host: /\.scw\.cloud$/, limits: [], refusal: null },
  {
    name: "OVHcloud",
    host: /\.cloud\.ovh\.(?:net|us)$/,
    limits: ["It answered NotImplemented to conditions of PUT in 2024."],
    refusal: null,
  },
  {
    name: "MinIO",
    server: /^MinIO\b/,
    limits: [
      "Some versions replaced an object that is not there by If-Match: take a newer one where that check fails.",
      "Its webhook loses events without a queue_dir.",
    ],
    refusal: null,
  },
  {
    name: "Ceph",
    server: /^Ceph Object Gateway/,
    // What it lists for somebody without a name.
    body: /<Owner><ID>anonymous<\/ID>/,
    limits: [
      "An upload in parts replaces what is there, whatever its condition; poisk uses no name twice.",
      "With the database dbstore it ignores every condition: only RADOS is fit.",
      "A topic without persistent=true loses events, and has each PUT wait for their answer.",
    ],
    refusal: null,
  },
  {
    name: "SeaweedFS",
    server: /^SeaweedFS\b/,
    limits: [],
    // https://github.com/seaweedfs/seaweedfs/issues/8800 and the change that answers it, 8801.
    refusal:
      "Its conditions of PUT do not hold: up to 4.16 several writers at once create one object, and later versions look under a " +
      "lock that is over after five seconds, whether the writer is done or not.",
  },
  {
    name: "Garage",
    // https://git.deuxfleurs.fr/Deuxfleurs/garage/src/branch/main-v2/src/api/s3/api_server.rs
    body: /<Message>[^<]{0,100}Garage does not support anonymous access/,
    limits: [],
    // https://garagehq.deuxfleurs.fr/documentation/design/internals/
    refusal:
      "Its conditions of PUT do not hold: its nodes take writes without agreeing on their order, and the last one by its clock stays.",
  },
];

/** Null where nobody is known by this. */
export function recogniseStore(host: string, answer: UnsignedAnswer | null): KnownStore | null {
  const known = STORES.find(({ host: hosts, server, body }) => {
    if (hosts?.test(host) === true) return true;
    return answer !== null && (server?.test(answer.server) === true || body?.test(answer.body) === true);
  });
  return known === undefined ? null : { name: known.name, limits: known.limits, refusal: known.refusal };
}

/** Signs stand at the beginning. */
const MAX_BODY_BYTES = 4_096;
const TIMEOUT_MS = 5_000;

/** Requests the endpoint's answer to an anonymous caller; null if there is none. One request without credentials. */
export async function askUnsigned(endpoint: URL): Promise<UnsignedAnswer | null> {
  try {
    const response = await fetch(new URL("/", endpoint), {
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    // Leaving the loop ends the transfer.
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_BODY_BYTES) break;
    }
    const body = Buffer.concat(chunks).toString("utf8").slice(0, MAX_BODY_BYTES);
    return { server: response.headers.get("server") ?? "", body };
  } catch {
    // Whether it answers at all the probe finds, and says.
    return null;
  }
}
