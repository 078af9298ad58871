/**
 * Reads requests whose first line has bytes beyond ASCII. Browsers percent-encode an address; curl sends it as it was
 * typed, and Node's parser refuses it. Such a request is read once more, by a parser of its own, with these bytes
 * percent-encoded.
 */
import type { RequestListener, Server, ServerResponse } from "node:http";
import { Duplex, Transform } from "node:stream";

/** Statuses of what Node's server refuses by itself; all else is 400. */
const STATUS_LINES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
};

interface ParserError extends NodeJS.ErrnoException {
  /** The bytes that the parser was given when it failed. */
  readonly rawPacket?: Buffer;
}

export function readRawRequestLines(server: Server): void {
  const isReadAgain = new WeakSet<Duplex>();
  /** Answers that are not at their end. */
  const answers = new WeakMap<Duplex, Set<ServerResponse>>();
  const noteAnswer: RequestListener = ({ socket }, response) => {
    const ofSocket = answers.get(socket) ?? new Set();
    answers.set(socket, ofSocket.add(response));
    response.once("close", () => ofSocket.delete(response));
  };
  server.on("request", noteAnswer).on("checkContinue", noteAnswer);
  server.on("clientError", ({ code = "", rawPacket }: ParserError, stream) => {
    // Its first parser still waits for the end of the headers.
    if (isReadAgain.has(stream)) return;
    const begun = [...(answers.get(stream) ?? [])];
    // The answer to an earlier request comes first.
    if (code === "HPE_INVALID_URL" && rawPacket !== undefined && begun.length === 0 && isRawLine(rawPacket)) {
      isReadAgain.add(stream);
      server.emit("connection", encoded(stream, rawPacket));
    } else if (stream.writable && begun.every(({ headersSent }) => !headersSent)) {
      const status = STATUS_LINES[code] ?? "400 Bad Request";
      stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, () => stream.destroy());
    } else stream.destroy();
  });
}

/** Tells whether bytes begin a request whose first line holds some beyond ASCII. */
function isRawLine(bytes: Buffer): boolean {
  return /^[A-Z]{3,10} \/[\x21-\x7e]*[\x80-\xff]/.test(bytes.toString("latin1"));
}

/**
 * The same connection, with the first line encoded. It ends with the answer, so that nothing after this request is read
 * of it.
 */
function encoded(socket: Duplex, first: Buffer): Duplex {
  let isInLine = true;
  const readable = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      if (!isInLine) return done(null, bytes);
      const end = bytes.indexOf("\n") + 1;
      isInLine = end === 0;
      const line = bytes.subarray(0, isInLine ? bytes.length : end).toString("latin1");
      this.push(
        line.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`),
        "latin1",
      );
      if (isInLine) return done();
      this.push("Connection: close\r\n");
      done(null, bytes.subarray(end));
    },
  });
  // The first parser reads no more of it.
  socket.removeAllListeners("data");
  readable.write(first);
  socket.pipe(readable);
  return Duplex.from({ readable, writable: socket });
}
