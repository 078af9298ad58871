/**
 * Describes the faults of an index in words for its owner: a thing, and what is wrong with it.
 */
import { isErrorOfKind } from "../../errors.ts";
import { isOfNewerFormat, MANIFEST_REMEDY } from "../manifest/manifest.ts";

/**
 * `damage`: the index is not what was written; a rebuild repairs it. `difference`: it does not say what the uploads
 * say; reconcile puts it right. `notice`: nothing is wrong, but worth knowing.
 */
export type Severity = "damage" | "difference" | "notice";

export interface Finding {
  readonly severity: Severity;
  /** The key of the object, or of the upload. */
  readonly where: string;
  /** One sentence. */
  readonly what: string;
}

/** Findings of one place are told up to this number: a damaged section may be wrong in every line. Untuned. */
const MAX_FINDINGS_A_PLACE = 20;

/** Collects findings as they are made. */
export class Findings {
  readonly #all: Finding[] = [];
  readonly #countByPlace = new Map<string, number>();
  readonly #told = new Set<string>();

  get all(): readonly Finding[] {
    return this.#all;
  }

  /** Once, where two checks meet the same. */
  add(severity: Severity, where: string, what: string): void {
    const sentence = `${severity} ${where}: ${what}`;
    if (this.#told.has(sentence)) return;
    const count = (this.#countByPlace.get(where) ?? 0) + 1;
    this.#countByPlace.set(where, count);
    if (count < MAX_FINDINGS_A_PLACE) {
      this.#told.add(sentence);
      this.#all.push({ severity, where, what });
    } else if (count === MAX_FINDINGS_A_PLACE)
      this.#all.push({ severity, where, what: "There is more wrong with it." });
  }

  /** Findings about one place. */
  at(where: string): FindingsAt {
    return {
      damage: (what) => this.add("damage", where, what),
      guard: (check) => this.guard(where, check),
    };
  }

  /**
   * Runs a check; damage that it meets becomes a finding, and false. Whatever is no damage rejects: a repair would
   * throw away what only this process cannot read, such as a newer poisk's index.
   */
  async guard(where: string, check: () => Promise<void>): Promise<boolean> {
    try {
      await check();
      return true;
    } catch (error) {
      this.add("damage", where, damageText(error));
      return false;
    }
  }
}

/** Findings of damage at one place. */
export interface FindingsAt {
  damage(what: string): void;
  guard(check: () => Promise<void>): Promise<boolean>;
}

/** One sentence for an error that says that the index is damaged; others are thrown on. */
function damageText(error: unknown): string {
  if (isErrorOfKind(error, "not-found")) return "The manifest names it, but it is not there.";
  if (!isErrorOfKind(error, "corrupt-data") || isOfNewerFormat(error)) throw error;
  const reason = error.message
    .replace(/^A segment of the index is damaged: /, "")
    .replace(/ Run poisk rebuild\.$/, "")
    .replace(` ${MANIFEST_REMEDY}`, "");
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}
