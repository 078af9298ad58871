/**
 * Compression of answers (RFC 9110, 8.4.1 and 12.5.3): brotli or gzip, whichever the client takes, whoever calls the
 * app: a process, Lambda, a program of its own. The tags of answers are weak, so that one names all codings of an
 * answer. No answer holds a secret that its length could tell (BREACH): none is for one reader alone.
 */
import { type NodeModules, nodeModule } from "../../node-module.ts";

/** Smallest answer that is compressed: a smaller one fits into one packet with its headers anyway. */
const MIN_BYTES = 1_024;

/** 5 makes of an answer of 9 KB a tenth less than gzip, in 0.3 ms; 6 to 9 gain nothing, 11 takes 20 times as long. */
const BROTLI_QUALITY = 5;

const zlib = nodeModule("node:zlib");

/**
 * Every coding that is known, the shorter result first; named with a quality of 0 it is refused. None where there is no
 * zlib: fronts compress there.
 */
const CODINGS = zlib === undefined ? [] : codingsOf(zlib);

interface Coding {
  readonly name: string;
  readonly wanted: RegExp;
  compress(bytes: Uint8Array, done: (error: Error | null, compressed: Uint8Array) => void): void;
}

function codingsOf({ brotliCompress, constants, gzip }: NodeModules["node:zlib"]): readonly Coding[] {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  };
  return [
    {
      name: "br",
      wanted: /\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i,
      compress: (bytes, done) => brotliCompress(bytes, { params }, done),
    },
    { name: "gzip", wanted: /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i, compress: (bytes, done) => gzip(bytes, done) },
  ];
}

/**
 * Workers compress by themselves what names a coding, where they are not told that it is done. No other runtime has
 * this member.
 */
const AS_CODED = { encodeBody: "manual" };

/**
 * The answer as the client takes it, and the same for all others to know by `Vary`: a 304 has the headers that the 200
 * would have. What is no text is not to be handed in.
 */
export async function compressAnswer(request: Request, answer: Response): Promise<Response> {
  answer.headers.append("Vary", "Accept-Encoding");
  const accepted = request.headers.get("accept-encoding") ?? "";
  const coding = CODINGS.find(({ wanted }) => wanted.test(accepted));
  if (coding === undefined || answer.body === null) return answer;
  const plain = new Uint8Array(await answer.arrayBuffer());
  if (plain.length < MIN_BYTES) return new Response(plain, answer);
  const bytes = await new Promise<Uint8Array>((resolve, reject) => {
    coding.compress(plain, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
  const headers = new Headers(answer.headers);
  headers.delete("Content-Length");
  headers.set("Content-Encoding", coding.name);
  return new Response(new Uint8Array(bytes), { ...AS_CODED, status: answer.status, headers });
}
