/**
 * HTTP as it goes over the wire, for what no SDK would send.
 */
import { connect, type Socket } from "node:net";

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends bytes as they are, and reads until the server closes the connection. */
export async function sendRaw(port: number, bytes: string | Uint8Array): Promise<RawAnswer> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return parseAnswer(await readAll(socket));
}

export interface RawRequest {
  readonly method?: string;
  /** The target as it stands in the first line. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request of its own connection. */
export function requestRaw(port: number, request: RawRequest): Promise<RawAnswer> {
  const { method = "GET", target, body = "" } = request;
  const headers: Record<string, string> = { Host: "127.0.0.1", Connection: "close", ...request.headers };
  if (body !== "" && headers["Transfer-Encoding"] === undefined) {
    headers["Content-Length"] ??= String(Buffer.byteLength(body));
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return sendRaw(port, `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
}

/** Everything that comes until the end, also of a connection that is reset. */
export function readAll(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    socket.on("data", (piece: Buffer) => pieces.push(piece));
    socket.on("error", () => {});
    socket.on("close", () => resolve(Buffer.concat(pieces).toString("utf8")));
  });
}

export function parseAnswer(text: string): RawAnswer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(statusLine.split(" ")[1]), headers: new Map(headers), body: rest.join("\r\n\r\n") };
}

/** The text of the first element of this name, or null. */
export function elementOf(document: string, name: string): string | null {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(document)?.[1] ?? null;
}
