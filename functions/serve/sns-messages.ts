/**
 * Messages that Amazon SNS posts, by their signature (Amazon SNS Developer Guide, "Verifying the signatures of Amazon
 * SNS messages"), and the confirmation of a subscription. Nothing is fetched but from SNS itself, in the region of a
 * topic that the owner named.
 */
import { verify, X509Certificate } from "node:crypto";
import * as v from "valibot";
import type { Clock } from "../../src/clock.ts";

/** The text at an address of SNS. Rejects where there is none. */
export type FetchText = (address: URL) => Promise<string>;

interface SnsOptions {
  /** ARNs of the topics whose messages are taken. */
  readonly topics: readonly string[];
  readonly clock: Clock;
  /** Default: by HTTPS, without redirects, of 64 KB at most, in five seconds. */
  readonly fetchText?: FetchText;
}

/** The signed fields of all messages; some have others besides. */
const messageSchema = v.object({
  Type: v.picklist(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]),
  MessageId: v.string(),
  TopicArn: v.string(),
  Subject: v.nullish(v.string()),
  Message: v.string(),
  Timestamp: v.string(),
  Token: v.optional(v.string()),
  SubscribeURL: v.optional(v.string()),
  SignatureVersion: v.picklist(["1", "2"]),
  Signature: v.string(),
  SigningCertURL: v.string(),
});
export type SnsMessage = v.InferOutput<typeof messageSchema>;

/** Signed fields in order: of notifications, and of confirmations. */
const SIGNED = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  Confirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
} as const satisfies Readonly<Record<string, readonly (keyof SnsMessage)[]>>;

const DIGESTS = { "1": "RSA-SHA1", "2": "RSA-SHA256" } as const;
/** A certificate is of some two kilobytes. Untuned. */
const MAX_TEXT_BYTES = 64 * 1024;
const FETCH_TIMEOUT_MS = 5_000;
/** One or two are in use at a time, in each region. */
const MAX_CERTIFICATES = 16;

export class SnsMessages {
  readonly #topics: ReadonlySet<string>;
  readonly #clock: Clock;
  readonly #fetchText: FetchText;
  readonly #certificates = new Map<string, X509Certificate>();

  constructor({ topics, clock, fetchText = fetchBounded }: SnsOptions) {
    this.#topics = new Set(topics);
    this.#clock = clock;
    this.#fetchText = fetchText;
  }

  /**
   * The message, where it is one of a topic that is named, and SNS has signed it; else null. Rejects where SNS does not
   * answer.
   */
  async verified(event: unknown): Promise<SnsMessage | null> {
    const result = v.safeParse(messageSchema, event);
    if (!result.success || !this.#topics.has(result.output.TopicArn)) return null;
    const message = result.output;
    const address = addressAtSns(message.SigningCertURL, message.TopicArn);
    if (address === null || !/^\/SimpleNotificationService-[0-9a-f]{8,64}\.pem$/.test(address.pathname)) return null;
    const certificate = await this.#certificate(address);
    const nowMs = this.#clock.nowMs();
    if (nowMs < Date.parse(certificate.validFrom) || nowMs > Date.parse(certificate.validTo)) return null;
    const signature = Buffer.from(message.Signature, "base64");
    const isSigned = verify(DIGESTS[message.SignatureVersion], signedText(message), certificate.publicKey, signature);
    return isSigned ? message : null;
  }

  /**
   * Confirms the subscription that a verified message asks for; false where its address is none of SNS. Rejects as
   * verified.
   */
  async confirm({ SubscribeURL: text, TopicArn }: SnsMessage): Promise<boolean> {
    const address = text === undefined ? null : addressAtSns(text, TopicArn);
    if (address === null || address.pathname !== "/") return false;
    const parameters = address.searchParams;
    if (parameters.get("Action") !== "ConfirmSubscription" || parameters.get("TopicArn") !== TopicArn) return false;
    await this.#fetchText(address);
    return true;
  }

  async #certificate(address: URL): Promise<X509Certificate> {
    const known = this.#certificates.get(address.href);
    if (known !== undefined) return known;
    const certificate = new X509Certificate(await this.#fetchText(address));
    const [oldest] = this.#certificates.keys();
    if (this.#certificates.size >= MAX_CERTIFICATES && oldest !== undefined) this.#certificates.delete(oldest);
    this.#certificates.set(address.href, certificate);
    return certificate;
  }
}

/** An address of SNS in the topic's own region, by HTTPS; null for any other. */
function addressAtSns(text: string, topicArn: string): URL | null {
  if (!URL.canParse(text)) return null;
  const [, partition, , region] = topicArn.split(":");
  const domain = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  const address = new URL(text);
  // The origin has neither name nor password, and tells a port that is not the usual one.
  const isSns = address.origin === `https://sns.${region}.${domain}` && address.username + address.password === "";
  return isSns ? address : null;
}

function signedText(message: SnsMessage): Buffer {
  const names = message.Type === "Notification" ? SIGNED.Notification : SIGNED.Confirmation;
  const lines = names.flatMap((name) => {
    const value: string | null | undefined = message[name];
    return value == null ? [] : [name, value];
  });
  return Buffer.from(`${lines.join("\n")}\n`, "utf8");
}

async function fetchBounded(address: URL): Promise<string> {
  const response = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`SNS answered ${response.status}.`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_TEXT_BYTES) throw new Error(`SNS answered with more than ${MAX_TEXT_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
