/** poisk in a page: titles and beginnings of texts, as a list under a field has them. */
import type { PageEngine } from "../model.ts";
import { openIndex } from "./poisk.ts";

export const open: PageEngine["open"] = (base, limit) => openIndex(base, { limit: String(limit), passages: "none" });
