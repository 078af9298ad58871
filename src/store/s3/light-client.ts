/**
 * Stands for `@aws-sdk/client-s3` in the query function's bundle (infra/bundle-plugins.mjs). It does what S3ObjectStore
 * uses of the SDK, in a fiftieth of the code, since the SDK is a third of what a cold start loads and runs
 * (docs/decisions/functions.md#what-a-cold-start-loads).
 *
 * Reads of an object go by Node's own HTTP, one request sent once, signed by the SDK's signer. Everything else loads
 * the SDK: writes, listings, reads with an input that is not known here, directory buckets, access points, other
 * partitions, credentials that are not in the environment, and an environment that says more of endpoints. Answers and
 * failures have the SDK's shapes, as far as S3ObjectStore and failures.ts look; test/light-s3 holds it to the contract
 * of the store.
 */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from "node:http";
import { epochMsOf, systemClock } from "../../clock.ts";
import { type Credentials, encode, S3Signer, type UnsignedRequest } from "./signer.ts";

type Input = Readonly<Record<string, unknown>>;

const commandOf = (operation: string) =>
  class {
    readonly operation = operation;
    readonly input: Input;

    constructor(input: Input) {
      this.input = input;
    }
  };

type Command = InstanceType<ReturnType<typeof commandOf>>;

export const AbortMultipartUploadCommand = commandOf("AbortMultipartUpload");
export const CompleteMultipartUploadCommand = commandOf("CompleteMultipartUpload");
export const CreateMultipartUploadCommand = commandOf("CreateMultipartUpload");
export const CreateSessionCommand = commandOf("CreateSession");
export const DeleteObjectCommand = commandOf("DeleteObject");
export const GetObjectCommand = commandOf("GetObject");
export const HeadObjectCommand = commandOf("HeadObject");
export const ListObjectsV2Command = commandOf("ListObjectsV2");
export const PutObjectCommand = commandOf("PutObject");
export const UploadPartCommand = commandOf("UploadPart");

interface ClientConfig {
  readonly region?: string;
  readonly endpoint?: string;
  readonly forcePathStyle?: boolean;
  readonly credentials?: Credentials;
  readonly requestHandler?: { readonly connectionTimeout?: number };
}

interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** An answer on its way through the middleware that was added. */
interface HandledAnswer {
  readonly response: { readonly headers: IncomingHttpHeaders };
  readonly output: object;
}

type Handler = (request: unknown) => Promise<HandledAnswer>;
type Middleware = (next: Handler, context: { readonly commandName: string }) => Handler;

/** The parts of the SDK that are used when needed. */
interface Sdk {
  readonly client: {
    readonly middlewareStack: { add(middleware: Middleware, options: unknown): void };
    send(command: unknown, options: SendOptions): Promise<unknown>;
  };
  readonly commands: Readonly<Record<string, new (input: Input) => unknown>>;
}

/** A client as S3ObjectStore makes one. */
export class S3Client {
  readonly #config: ClientConfig;
  readonly #direct: DirectReader | null;
  readonly #added: { readonly middleware: Middleware; readonly options: unknown }[] = [];
  #sdk: Promise<Sdk> | null = null;

  readonly middlewareStack = {
    add: (middleware: Middleware, options: unknown): void => {
      this.#added.push({ middleware, options });
    },
  };

  constructor(config: ClientConfig) {
    this.#config = config;
    this.#direct = directReaderFor(config, process.env);
  }

  /**
   * Resolves to the fields of the SDK's output that S3ObjectStore reads; rejects as {@link failureOf} says, or as the
   * SDK does.
   */
  async send(command: Command, options: SendOptions = {}): Promise<unknown> {
    const request = this.#direct?.requestFor(command) ?? null;
    if (this.#direct === null || request === null) {
      this.#sdk ??= this.#loadSdk();
      const { client, commands } = await this.#sdk;
      return client.send(
        new (commands[`${command.operation}Command`] as Sdk["commands"][string])(command.input),
        options,
      );
    }
    const direct = this.#direct;
    const context = { commandName: `${command.operation}Command` };
    const handle = this.#added.reduce<Handler>(
      (next, { middleware }) => middleware(next, context),
      () => direct.send(command.operation, request, options),
    );
    return (await handle(request)).output;
  }

  async #loadSdk(): Promise<Sdk> {
    const sdk = await import("@aws-sdk/client-s3");
    const client = new sdk.S3Client(this.#config as object) as unknown as Sdk["client"];
    for (const { middleware, options } of this.#added) client.middlewareStack.add(middleware, options);
    return { client, commands: sdk as unknown as Sdk["commands"] };
  }
}

/** Environment variables of endpoints and credentials that are not handled here. */
const FURTHER_VARIABLES = [
  "AWS_PROFILE",
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_S3",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_USE_DUALSTACK_ENDPOINT",
];

/** Regions whose buckets are at amazonaws.com; those of China, and of partitions apart, are not. */
const COMMON_REGION = /^(?:us(?:-gov)?|eu|ap|sa|ca|me|af|il|mx)-(?:north|south|east|west|central)[a-z]*-\d{1,2}$/;

/**
 * Names of general-purpose buckets (Amazon S3 User Guide, "General purpose bucket naming rules"), but those that are
 * reserved for others.
 */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const RESERVED_ENDING = /(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** A client for reads, or null where only the SDK can find endpoint or credentials. */
function directReaderFor(config: ClientConfig, variables: NodeJS.ProcessEnv): DirectReader | null {
  if (FURTHER_VARIABLES.some((name) => variables[name])) return null;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = variables;
  const ofEnvironment =
    accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, sessionToken: AWS_SESSION_TOKEN } : null;
  const credentials = config.credentials ?? ofEnvironment;
  const region = config.region ?? variables.AWS_REGION;
  if (credentials === null || !region || (config.endpoint === undefined && !COMMON_REGION.test(region))) return null;
  if (config.endpoint !== undefined && config.forcePathStyle !== true) return null;
  return new DirectReader(config, credentials, region);
}

/** The headers of the inputs that are known here. */
const HEADER_OF_INPUT: Readonly<Record<string, string>> = { Range: "range", IfNoneMatch: "if-none-match" };
/** Default of the SDK. */
const MAX_SOCKETS = 50;
const DEFAULT_CONNECT_TIMEOUT_MS = 3_000;

/**
 * The clock of a store is taken for right where this machine's differs by so much, which S3 refuses above 15 minutes.
 * As the SDK has it.
 */
const MAX_SKEW_MS = 300_000;

const MAX_ERROR_BYTES = 64 * 1024;

class DirectReader {
  readonly #endpoint: URL | null;
  readonly #region: string;
  readonly #signer: S3Signer;
  readonly #connectTimeoutMs: number;
  readonly #http: Pick<typeof import("node:http"), "request" | "Agent">;
  readonly #agent: InstanceType<typeof import("node:http")["Agent"]>;
  #skewMs = 0;

  constructor(config: ClientConfig, credentials: Credentials, region: string) {
    this.#endpoint = config.endpoint === undefined ? null : new URL(config.endpoint);
    this.#region = region;
    this.#signer = new S3Signer(region, credentials);
    this.#connectTimeoutMs = config.requestHandler?.connectionTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS;
    // An import of node:http would read all that it exports, WebSocket among it, and so load fetch: 30 ms of a cold
    // start.
    this.#http = process.getBuiltinModule(this.#endpoint?.protocol === "http:" ? "node:http" : "node:https");
    this.#agent = new this.#http.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  }

  /** Null for what does not read, and for a bucket or an input that is not known here. */
  requestFor({ operation, input }: Command): UnsignedRequest | null {
    const { Bucket: bucket, Key: key, ...rest } = input;
    if (typeof bucket !== "string" || !BUCKET_NAME.test(bucket) || RESERVED_ENDING.test(bucket)) return null;
    if (operation !== "GetObject" && operation !== "HeadObject") return null;
    const given = Object.entries(rest).filter(([, value]) => value !== undefined);
    if (given.some(([name]) => HEADER_OF_INPUT[name] === undefined)) return null;
    const named = given.map(([name, value]): [string, string] => [HEADER_OF_INPUT[name] ?? "", String(value)]);
    const place = this.#placeOf(bucket);
    if (place === null) return null;
    return {
      method: operation === "HeadObject" ? "HEAD" : "GET",
      host: place.host,
      path: `${place.path}/${String(key).split("/").map(encode).join("/")}`,
      headers: Object.fromEntries(named),
    };
  }

  /** Host and path of a bucket: in the host's name at AWS, where a certificate covers it; else in the path. */
  #placeOf(bucket: string): { readonly host: string; readonly path: string } | null {
    if (this.#endpoint !== null) {
      return { host: this.#endpoint.host, path: `${this.#endpoint.pathname.replace(/\/$/, "")}/${bucket}` };
    }
    return bucket.includes(".") ? null : { host: `${bucket}.s3.${this.#region}.amazonaws.com`, path: "" };
  }

  async send(operation: string, request: UnsignedRequest, { abortSignal }: SendOptions): Promise<HandledAnswer> {
    const response = await this.#exchange(request, abortSignal);
    const { statusCode = 0, headers } = response;
    const datedMs = epochMsOf(headers.date ?? "");
    if (Math.abs(datedMs - this.#nowMs()) >= MAX_SKEW_MS) this.#skewMs = datedMs - systemClock.nowMs();
    if (statusCode < 200 || statusCode >= 300) throw await failureOf(response);
    if (operation === "GetObject") return { response, output: { ...objectOutput(response), Body: response } };
    response.resume();
    return { response, output: objectOutput(response) };
  }

  #nowMs(): number {
    return systemClock.nowMs() + this.#skewMs;
  }

  /** Resolves when the answer's headers are there. Its body ends with the signal too. */
  async #exchange(request: UnsignedRequest, signal: AbortSignal | undefined): Promise<IncomingMessage> {
    const headers = await this.#signer.sign(request, this.#nowMs());
    const { hostname, port } = this.#endpoint ?? { hostname: request.host, port: "" };
    const options: RequestOptions = {
      method: request.method,
      host: hostname.replace(/^\[(.*)\]$/, "$1"),
      ...(port === "" ? {} : { port }),
      path: request.path,
      headers,
      agent: this.#agent,
    };
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortError());
        return;
      }
      const sent = this.#http.request(options, resolve);
      const abort = (): void => {
        sent.destroy();
        reject(abortError());
      };
      signal?.addEventListener("abort", abort, { once: true });
      sent.once("close", () => signal?.removeEventListener("abort", abort));
      sent.on("error", reject);
      this.#boundConnecting(sent, reject);
      sent.end();
    });
  }

  #boundConnecting(sent: ClientRequest, reject: (error: Error) => void): void {
    sent.on("socket", (socket) => {
      if (!socket.connecting) return;
      socket.setTimeout(this.#connectTimeoutMs, () => {
        sent.destroy();
        const message = `No connection to the store stood within ${this.#connectTimeoutMs} ms.`;
        reject(Object.assign(new Error(message), { name: "TimeoutError" }));
      });
      socket.once("connect", () => socket.setTimeout(0));
    });
  }
}

function abortError(): Error {
  return Object.assign(new Error("Request aborted"), { name: "AbortError" });
}

const METADATA_PREFIX = "x-amz-meta-";

/** Converts the headers of an answer to the facts about an object. */
function objectOutput({ statusCode, headers }: IncomingMessage): object {
  const modifiedMs = epochMsOf(headers["last-modified"] ?? "");
  const length = headers["content-length"];
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith(METADATA_PREFIX));
  return {
    ETag: headers.etag,
    LastModified: Number.isNaN(modifiedMs) ? undefined : { getTime: () => modifiedMs },
    ContentType: headers["content-type"],
    ContentEncoding: headers["content-encoding"],
    CacheControl: headers["cache-control"],
    ContentLength: length === undefined ? undefined : Number(length),
    ContentRange: headers["content-range"],
    Metadata: Object.fromEntries(metadata.map(([name, value]) => [name.slice(METADATA_PREFIX.length), value])),
    $metadata: { httpStatusCode: statusCode },
  };
}

/** Makes an error as failures.ts knows the SDK's: S3's code as the name, or the status in words if there is none. */
async function failureOf(response: IncomingMessage): Promise<Error> {
  const { statusCode, statusMessage = "", headers } = response;
  const body = await readText(response, MAX_ERROR_BYTES).catch(() => "");
  const [, code] = /<Code>([^<]{1,200})<\/Code>/.exec(body) ?? [];
  const name = code || statusMessage.replaceAll(" ", "") || "UnknownError";
  const error = new Error(`The store answered ${name}.`);
  return Object.assign(error, { name, $metadata: { httpStatusCode: statusCode }, $response: { headers } });
}

async function readText(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new Error(`The store's answer is longer than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
