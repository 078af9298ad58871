/**
 * Signs messages as SNS does, by a key and a certificate of the test's own.
 */
import { generateKeyPairSync, sign } from "node:crypto";

export const TOPIC = "arn:aws:sns:eu-central-1:123456789012:uploads";
export const CERTIFICATE_ADDRESS =
  "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";

type Message = Readonly<Record<string, unknown>>;

/** `validTo`: as X.509 writes times. */
export function createSigner(validTo = "491231235959Z") {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const key = publicKey.export({ type: "spki", format: "der" });
  // RFC 5280, 4.1: a certificate of version 1, signed by itself.
  const algorithm = sequence(Buffer.from("06092a864886f70d01010b", "hex"), Buffer.from("0500", "hex"));
  const name = sequence(
    element(0x31, sequence(Buffer.from("0603550403", "hex"), element(0x0c, Buffer.from("sns.amazonaws.com")))),
  );
  const validity = sequence(element(0x17, Buffer.from("190101000000Z")), element(0x17, Buffer.from(validTo)));
  const body = sequence(element(0x02, Buffer.from([1])), algorithm, name, validity, name, key);
  const signature = element(0x03, Buffer.concat([Buffer.from([0]), sign("RSA-SHA256", body, privateKey)]));
  const base64 = sequence(body, algorithm, signature).toString("base64");
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/(.{64})/g, "$1\n")}\n-----END CERTIFICATE-----\n`,
    /** The message with its signature, by the fields and in the order of the Amazon SNS Developer Guide. */
    sign: <Fields extends Message>(message: Fields): Fields & { readonly Signature: string } => {
      const isNotification = message.Type === "Notification";
      const names = isNotification
        ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
        : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
      const text = names.flatMap((field) => (message[field] === undefined ? [] : [`${field}\n${message[field]}\n`]));
      const digest = message.SignatureVersion === "2" ? "RSA-SHA256" : "RSA-SHA1";
      return { ...message, Signature: sign(digest, Buffer.from(text.join("")), privateKey).toString("base64") };
    },
  };
}

/** A value of DER: its tag, its length, and what it holds. */
function element(tag: number, content: Buffer): Buffer {
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}
