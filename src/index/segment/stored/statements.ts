/**
 * Statements of uploads about an identity, such as the canonical address of an article (pure). Of all live statements
 * about one identity the newest counts: only its document is searched, and none where it is a removal or a takedown.
 */

/**
 * An article says what there is; a removal, that it is gone at its time; a takedown, that it is gone whatever is stated
 * later.
 */
export const STATEMENT_KINDS = ["article", "removal", "takedown"] as const;

export interface Statement {
  readonly identity: string;
  /** Seconds since 1970. */
  readonly statedAt: number;
  readonly kind: (typeof STATEMENT_KINDS)[number];
}

/** A statement, and whose it is. */
export interface OwnedStatement extends Statement {
  readonly sourceKey: string;
}

/**
 * Compares statements: below 0 if `a` counts and `b` does not. A takedown precedes all, then the newer one, then a
 * removal, then the greater source key by UTF-16 units. Two of one source key are equal where kind and time are.
 */
export function compareStatements(a: OwnedStatement, b: OwnedStatement): number {
  return (
    Number(b.kind === "takedown") - Number(a.kind === "takedown") ||
    b.statedAt - a.statedAt ||
    Number(b.kind === "removal") - Number(a.kind === "removal") ||
    (a.sourceKey === b.sourceKey ? 0 : a.sourceKey > b.sourceKey ? -1 : 1)
  );
}
