/**
 * Failures of the name service, in words: Node's own have a code and the name that was looked up (node:dns).
 */

/** Tells what became of the name, to stand behind "since" or a colon; null for any other failure. */
export function lookupFailureText(failure: unknown): string | null {
  if (typeof failure !== "object" || failure === null) return null;
  const { code, hostname } = failure as { readonly code?: unknown; readonly hostname?: unknown };
  if (code === "ENOTFOUND") return `no host has the name ${String(hostname)} (ENOTFOUND)`;
  return code === "EAI_AGAIN" ? `the name ${String(hostname)} cannot be looked up now (EAI_AGAIN)` : null;
}
