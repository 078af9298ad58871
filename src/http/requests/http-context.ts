/**
 * The context of one request in the HTTP app.
 */
import type { Context } from "hono";
import { elapsedMs } from "../../clock.ts";
import type { HttpDependencies } from "./http-options.ts";

/**
 * Stands for an address that none can be made of: what an adapter gives the app in place of what a client sent. RFC
 * 6761 keeps the name from ever being a host.
 */
export const UNREADABLE_ADDRESS = "http://unreadable.invalid/";

/** Tells whether a Request can be made of an address: it parses, and has no name and password before its host. */
export function isReadableAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username === "" && password === "";
}

/** The state of one request. */
interface RequestState {
  readonly requestId: string;
  readonly startedMs: number;
}

/** The fields of a search in the line that is logged about its request. */
interface SearchedLine {
  /** Articles that match, with all the words or with any. */
  readonly found: number;
  /** The typed query, if the owner wants it logged. */
  readonly q?: string;
}

/** Hono's environment: every handler finds its request's state and the dependencies. */
export interface HttpEnvironment {
  Variables: {
    readonly request: RequestState;
    readonly dependencies: HttpDependencies;
    readonly searched?: SearchedLine;
    /** Tells how many bytes the request holds, where requests are admitted by that. */
    readonly hold?: (sizeBytes: number) => void;
    /** The answer holds addresses of the host that the client named, so that no cache may give it to others. */
    readonly namesRequestHost?: boolean;
  };
}

export type HttpContext = Context<HttpEnvironment>;

/** Milliseconds since the request came, to a tenth. */
export function tookMs(context: HttpContext): number {
  return elapsedMs(context.var.dependencies.clock, context.var.request.startedMs);
}
