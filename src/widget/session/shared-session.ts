/**
 * Sessions of several elements of a page, by the name that these have as `session`. The first element makes it, all are
 * told of it, and with the last of them it ends.
 */
import type { SearchSession, SessionOptions } from "./search-session.ts";

interface SharedSession {
  readonly session: SearchSession;
  /** The options of each member, in the order of their joining. */
  readonly members: Map<Element, SessionOptions>;
}

const sessions = new Map<string, SharedSession>();
/** Elements that start once there is a session of its name. */
const waiting = new Set<{ readonly element: Element; readonly start: () => void }>();

const nameOf = (element: Element): string => element.getAttribute("session") ?? "";

/**
 * An element of the same session that the selector matches: one that has joined, wherever it is, else of the page, in
 * its order.
 */
export function findElement(element: Element, selector: string): Element | undefined {
  const name = nameOf(element);
  const joined = sessions.get(name)?.members.keys() ?? [];
  const written = document.querySelectorAll(`[session="${CSS.escape(name)}"]`);
  return [...joined, ...written].find((other) => other.matches(selector));
}

/** Starts it when another element has made the session, which this one lacks the settings for. */
export function awaitSession(element: Element, start: () => void): void {
  waiting.add({ element, start });
}

/**
 * The session of the element's name, made by the first of them. `stop` leaves it, and stops it where nobody is left.
 */
export function joinSession(
  element: Element,
  options: SessionOptions,
  create: (options: SessionOptions) => SearchSession,
): SearchSession {
  const name = nameOf(element);
  const shared = sessions.get(name) ?? createShared(options, create);
  const { session, members } = shared;
  sessions.set(name, shared);
  members.set(element, options);
  for (const other of waiting) {
    if (nameOf(other.element) !== name) continue;
    waiting.delete(other);
    if (other.element.isConnected) other.start();
  }
  return {
    get state() {
      return session.state;
    },
    want: session.want,
    more: session.more,
    retry: session.retry,
    stop() {
      if (members.get(element) === options) members.delete(element);
      if (members.size > 0) return;
      session.stop();
      if (sessions.get(name) === shared) sessions.delete(name);
    },
  };
}

function createShared(first: SessionOptions, create: (options: SessionOptions) => SearchSession): SharedSession {
  const members = new Map<Element, SessionOptions>();
  /** Chooses the member that tells the page what is told once: the field, if there is one. */
  const teller = (): SessionOptions | undefined => {
    const field = [...members.keys()].find(({ localName }) => localName === "poisk-search");
    return field ? members.get(field) : members.values().next().value;
  };
  const session = create({
    ...first,
    onChange: (state) => {
      for (const { onChange } of members.values()) onChange(state);
    },
    onAnswer: (answer, search) => teller()?.onAnswer?.(answer, search),
    onFailure: (failure) => teller()?.onFailure?.(failure),
  });
  return { session, members };
}
