/**
 * Shows a caller's function an object of which some properties are not in memory, and notices when it asks for
 * one of these, even if it keeps the failure to itself: what it answered then counts for nothing.
 */

/** One for all objects that a function is shown in one pass. */
export class FieldAccessProbe {
  /** Fields that the function asked for, at least the first; "*" stands for a list of all properties. */
  readonly asked = new Set<PropertyKey>();

  /** Runs `run` once; answers undefined if the function asked for an unknown field. */
  async watch<Answer>(run: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      const answer = await run();
      if (!this.isTriggered) return answer;
    } catch (error) {
      if (!this.isTriggered) throw error;
    }
    return undefined;
  }

  /** True if the function asked for an unknown field. */
  get isTriggered(): boolean {
    return this.asked.size > 0;
  }

  /** A function that gives objects the properties for which `isUnknown` holds, as far as one can tell from outside. */
  cover(isUnknown: (name: PropertyKey) => boolean): <T extends object>(object: T) => T {
    const check = (name: PropertyKey): void => {
      if (isUnknown(name)) this.#trigger(name);
    };
    const handler: ProxyHandler<object> = {
      get: (target, name) => {
        check(name);
        return Reflect.get(target, name) as unknown;
      },
      has: (target, name) => {
        check(name);
        return Reflect.has(target, name);
      },
      getOwnPropertyDescriptor: (target, name) => {
        check(name);
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
      ownKeys: () => this.#trigger("*"),
    };
    return <T extends object>(object: T): T => new Proxy(object, handler) as T;
  }

  #trigger(name: PropertyKey): never {
    this.asked.add(name);
    throw new Error(
      `A stored field that is no column can be read while the function runs, not later: ${String(name)}.`,
    );
  }
}
