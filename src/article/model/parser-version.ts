/**
 * The version of the reading of uploads (layer 1): apart from the reading, so that whoever only searches loads none of it.
 */

/** Names every rule that decides what an article is; part of an upload's version, so that a new parser reads again. */
export const parserVersion = "parser-3";
