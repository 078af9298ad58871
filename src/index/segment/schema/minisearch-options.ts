/**
 * The options of an index: MiniSearch's own Options and a few of ours, with MiniSearch's defaults filled in,
 * one value for building, merging and searching.
 */
import MiniSearch, { type BM25Params, type Options, type SearchOptions } from "minisearch";
import { SearchIndexError } from "../../../errors.ts";
import type { TokenWord } from "../../language.ts";
import type { Duplicates } from "../stored/columns.ts";
import { type DigestColumn, type DigestField, MAX_DIGEST_BYTES } from "../stored/columns.ts";
import type { JsonValue, StoredDocument } from "../stored/fields.ts";
import type { Statement } from "../stored/statements.ts";

/** A document of a caller: whatever its `extractField` can read. */
export type SourceDocument = Readonly<Record<string, unknown>>;

type StoredFields = StoredDocument["fields"];

/**
 * Numbers the tokens of a text in its order, as `tokenize` gives them: from 0 in the order in which they are met first,
 * in whatever text. A view that holds until the next call.
 */
type NumberTokens = (text: string) => Uint32Array;

/** MiniSearch's Options, and what a stored index needs beside them. */
export interface IndexOptions extends Options<SourceDocument> {
  /**
   * Stored fields that are kept as columns too: what `filter` and `boostDocument` read of all matches from memory,
   * besides the id. Where they read another, the stored fields of every match are read from the store; where an index
   * has columns of some of its stored fields, such another can be read only while the function runs.
   */
  readonly columnFields?: readonly string[];
  /**
   * Number of leading UTF-16 units, from 1 on, that are a column of their own, by field: a query that needs them alone
   * reads fewer bytes, and many texts that begin the same take less room. Default: no column is cut.
   */
  readonly columnHeads?: Readonly<Record<string, number>>;
  /** Stored fields that a published index does not have. Default none. */
  readonly privateFields?: readonly string[];
  /**
   * Fields of which a digest of so many bytes is kept of each document, 1 to 32: what `extractField` gives for them in
   * lower-case hex, or nothing. Documents can be compared and found by them without reading what is stored; a digest is
   * neither searched nor shown. Documents that were indexed without have none until the index is rebuilt.
   */
  readonly digestFields?: readonly DigestField[];
  /**
   * Which documents of a segment are the same as others of it, by their digests: a column for each of `digestFields`.
   * Default: none is.
   */
  readonly duplicatesOf?: (digests: readonly DigestColumn[], documents: number) => Duplicates;
  /**
   * Which identity a document is a statement about, and since when, made of its stored fields; null where it is about
   * none, as by default all are. Of all live statements about one identity the newest counts, whichever source keys
   * have them (statements.ts).
   */
  readonly statementOf?: (fields: StoredFields) => DocumentStatement | null;
  /**
   * Phrases of a document for suggestions, each once. They are kept apart from the terms of its fields, with their
   * documents, and are not searched. None by default.
   */
  readonly phrasesOf?: (document: SourceDocument) => readonly string[];
  /**
   * Makes the card of a document from its stored fields, for lists. It is kept apart, so that a list reads a few bytes
   * of each. None by default.
   */
  readonly cardOf?: (fields: StoredFields) => StoredFields;
  /**
   * Keys of a surface form, each once: forms that may be meant by one another, such as a name in two alphabets, share
   * one. An index with occurrences keeps its forms by them too. They have no space. None by default.
   */
  readonly keysOfForm?: (form: string) => readonly string[];
  /**
   * The words of a token: switches on occurrences, by which phrases, exact forms and nearness are searched. The index
   * then keeps at which positions of a field a term stands, counted in words, and in which form. Together the words
   * must have exactly the terms that `processTerm` gives for the token, and it must give each once. Off by default. A
   * segment that was written without has none until the index is rebuilt.
   */
  readonly wordsOfToken?: (token: string) => readonly TokenWord[];
  /**
   * A quicker way to `tokenize` for whoever indexes many documents: the same tokens, by number. `takeNew` is to get
   * each token when it is met first, before its number is given. Where this is given, no field may be treated unlike
   * another by `tokenize` and `processTerm`, and that `wordsOfToken` has the terms of `processTerm` is taken for
   * granted. `poisk import` uses it.
   */
  readonly numberTokens?: (takeNew: (token: string) => void) => NumberTokens;
  /** Names the rules of tokenize and processTerm; an index of another version must be rebuilt. Default "custom". */
  readonly analyzerVersion?: string;
  /** Names the rules that read articles out of uploads. Default "none". */
  readonly parserVersion?: string;
}

/** The statement of a document without its content. */
export type DocumentStatement = Pick<Statement, "identity" | "statedAt">;

/** Search options with every default that scoring reads. */
export type ResolvedSearchOptions = SearchOptions & {
  readonly maxFuzzy: number;
  readonly bm25: BM25Params;
};

/** Index options with nothing left open. */
export interface ResolvedIndexOptions {
  readonly fields: readonly string[];
  readonly storeFields: readonly string[];
  readonly columnFields: readonly string[];
  readonly columnHeads: Readonly<Record<string, number>>;
  readonly privateFields: readonly string[];
  readonly digestFields: readonly DigestField[];
  /** Null where none is the same as another. */
  readonly duplicatesOf: NonNullable<IndexOptions["duplicatesOf"]> | null;
  readonly idField: string;
  readonly analyzerVersion: string;
  readonly parserVersion: string;
  readonly extractField: (document: SourceDocument, fieldName: string) => unknown;
  readonly stringifyField: (value: unknown, fieldName: string) => string;
  readonly tokenize: (text: string, fieldName?: string) => string[];
  readonly processTerm: (term: string, fieldName?: string) => string | string[] | null | undefined | false;
  /** Null where documents have no identities. */
  readonly statementOf: ((fields: StoredFields) => DocumentStatement | null) | null;
  /** Null where documents offer nothing to suggestions. */
  readonly phrasesOf: ((document: SourceDocument) => readonly string[]) | null;
  /** Null where documents have no cards. */
  readonly cardOf: ((fields: StoredFields) => StoredFields) | null;
  /** Null where the index keeps no occurrences. */
  readonly wordsOfToken: ((token: string) => readonly TokenWord[]) | null;
  /** Null where forms have no keys. */
  readonly keysOfForm: ((form: string) => readonly string[]) | null;
  /** Null where tokens come from `tokenize` alone. */
  readonly numberTokens: ((takeNew: (token: string) => void) => NumberTokens) | null;
  readonly searchOptions: ResolvedSearchOptions;
  readonly autoSuggestOptions: SearchOptions;
}

/** MiniSearch 7.2 `defaultSearchOptions` and `defaultBM25params`. */
const DEFAULT_SEARCH_OPTIONS = {
  combineWith: "or",
  prefix: false,
  fuzzy: false,
  maxFuzzy: 6,
  boost: {},
  weights: { fuzzy: 0.45, prefix: 0.375 },
  bm25: { k: 1.2, b: 0.7, d: 0.5 },
} as const;

/** MiniSearch 7.2 `defaultAutoSuggestOptions`. */
const DEFAULT_AUTO_SUGGEST_OPTIONS: SearchOptions = {
  combineWith: "AND",
  prefix: (_term, i, terms) => i === terms.length - 1,
};

/** MiniSearch 7.2 `defaultOptions`. */
const DEFAULT_ID_FIELD: string = MiniSearch.getDefault("idField");

/** Names in a result that MiniSearch fills itself, so that a stored field of that name would override them. */
const RESULT_NAMES = ["id", "score", "terms", "queryTerms", "match"];

const OPTIONAL_FUNCTIONS = [
  ...(["extractField", "stringifyField", "tokenize", "processTerm"] as const),
  ...(["duplicatesOf", "statementOf", "phrasesOf", "cardOf", "keysOfForm", "wordsOfToken", "numberTokens"] as const),
];

/** Fills in the defaults; `invalid-options` names what cannot work. */
export function resolveIndexOptions(options: IndexOptions): ResolvedIndexOptions {
  checkOptions(options);
  const { fields, storeFields = [], columnFields = [], privateFields = [], digestFields = [] } = options;
  return {
    fields,
    storeFields,
    columnFields,
    columnHeads: options.columnHeads ?? {},
    privateFields,
    digestFields,
    duplicatesOf: options.duplicatesOf ?? null,
    idField: options.idField ?? DEFAULT_ID_FIELD,
    analyzerVersion: options.analyzerVersion ?? "custom",
    parserVersion: options.parserVersion ?? "none",
    extractField: options.extractField ?? MiniSearch.getDefault("extractField"),
    stringifyField: options.stringifyField ?? MiniSearch.getDefault("stringifyField"),
    tokenize: options.tokenize ?? MiniSearch.getDefault("tokenize"),
    processTerm: options.processTerm ?? MiniSearch.getDefault("processTerm"),
    statementOf: options.statementOf ?? null,
    phrasesOf: options.phrasesOf ?? null,
    cardOf: options.cardOf ?? null,
    keysOfForm: options.keysOfForm ?? null,
    wordsOfToken: options.wordsOfToken ?? null,
    numberTokens: options.numberTokens ?? null,
    searchOptions: { ...DEFAULT_SEARCH_OPTIONS, ...options.searchOptions },
    autoSuggestOptions: { ...DEFAULT_AUTO_SUGGEST_OPTIONS, ...options.autoSuggestOptions },
  };
}

/**
 * The text of an indexed field; "" where it is missing or null, which `stringifyField` is never given in MiniSearch.
 */
export function textOfField(document: SourceDocument, name: string, options: ResolvedIndexOptions): string {
  const value = options.extractField(document, name);
  return value === undefined || value === null ? "" : options.stringifyField(value, name);
}

/** A stored value as JSON keeps it; undefined where JSON has no word for it; `invalid-change` where it refuses. */
export function toJsonValue(value: unknown): JsonValue | undefined {
  // Nearly all there are, and JSON gives them back as they are.
  if (typeof value === "string" || value === null) return value;
  try {
    const json = JSON.stringify(value) as string | undefined;
    return json === undefined ? undefined : (JSON.parse(json) as JsonValue);
  } catch (cause) {
    const reason = "A document's id or a stored field of it holds what JSON cannot: a cycle or a bigint.";
    throw new SearchIndexError("invalid-change", reason, { cause });
  }
}

/**
 * Finds the fault of BM25+ parameters, false if there is none. MiniSearch does not complete them: without one of the
 * three every score is NaN; and it calls negative ones invalid (MiniSearch 7.2, BM25Params).
 */
export function findBm25Fault(bm25: Partial<BM25Params> | undefined): string | false {
  const names = ["k", "b", "d"] as const;
  const wrong = names.find((name) => !(Number.isFinite(bm25?.[name]) && Number(bm25?.[name]) >= 0));
  return wrong !== undefined && `\`bm25\` must have three numbers from 0 on, and \`${wrong}\` is none`;
}

function checkOptions(options: IndexOptions): void {
  const fault = findFault(options);
  if (fault) throw new SearchIndexError("invalid-options", `These options cannot make an index: ${fault}.`);
}

/** Options come from callers without types too: whatever is given instead is told by name. */
function findFault(options: IndexOptions | null | undefined): string | false {
  if (!Array.isArray(options?.fields)) return "`fields` must be an array of field names";
  const wrongKind = findWrongKind(options);
  if (wrongKind) return wrongKind;
  const { fields, storeFields = [], columnFields = [], digestFields = [] } = options;
  const { searchOptions, autoSuggestOptions } = options;
  return (
    findRepeated("fields", fields) ||
    findUnusableField(fields) ||
    findRepeated("storeFields", storeFields) ||
    findReserved(storeFields, options.idField ?? DEFAULT_ID_FIELD) ||
    findMissing("columnFields", columnFields, "storeFields", storeFields) ||
    findWrongHead(options.columnHeads ?? {}, columnFields) ||
    findRepeated(
      "digestFields",
      digestFields.map(({ field }) => field),
    ) ||
    findWrongSize(digestFields) ||
    (searchOptions?.bm25 !== undefined && findBm25Fault(searchOptions.bm25)) ||
    (autoSuggestOptions?.bm25 !== undefined && findBm25Fault(autoSuggestOptions.bm25))
  );
}

function findWrongKind(options: IndexOptions): string | false {
  const isOf = (is: (value: unknown) => boolean) => (name: keyof IndexOptions) =>
    options[name] !== undefined && !is(options[name]);
  const noList = (["storeFields", "columnFields", "digestFields"] as const).find(isOf(Array.isArray));
  if (noList !== undefined) return `\`${noList}\` must be an array`;
  const noFunction = OPTIONAL_FUNCTIONS.find(isOf((value) => value === null || typeof value === "function"));
  return noFunction !== undefined && `\`${noFunction}\` must be a function`;
}

function findRepeated(option: string, names: readonly string[]): string | false {
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  return repeated !== undefined && `\`${option}\` names "${repeated}" twice`;
}

/** MiniSearch keeps its fields' numbers in an object, in which `__proto__` is no entry. */
function findUnusableField(fields: readonly unknown[]): string | false {
  const wrong = fields.find((name) => typeof name !== "string" || name === "__proto__");
  return wrong !== undefined && `a field cannot be named ${JSON.stringify(wrong)}`;
}

/** The id may be stored under its own name: a result then has the same twice over. */
function findReserved(storeFields: readonly string[], idField: string): string | false {
  const isReserved = (name: string) => name === "__proto__" || RESULT_NAMES.includes(name);
  const reserved = storeFields.find((name) => isReserved(name) && !(name === "id" && name === idField));
  return reserved !== undefined && `a stored field cannot be named "${reserved}", a result has that name itself`;
}

function findMissing(option: string, names: readonly string[], of: string, all: readonly string[]): string | false {
  const missing = names.find((name) => !all.includes(name));
  return missing !== undefined && `\`${option}\` names "${missing}", which is not among \`${of}\``;
}

function findWrongHead(heads: Readonly<Record<string, number>>, columnFields: readonly string[]): string | false {
  const wrong = Object.keys(heads).find((field) => !Number.isInteger(heads[field]) || Number(heads[field]) < 1);
  if (wrong !== undefined) return `\`columnHeads\` gives "${wrong}" a number of units that is not 1 or more`;
  return findMissing("columnHeads", Object.keys(heads), "columnFields", columnFields);
}

function findWrongSize(digestFields: readonly DigestField[]): string | false {
  const wrong = digestFields.find(
    ({ sizeBytes }) => !Number.isInteger(sizeBytes) || sizeBytes < 1 || sizeBytes > MAX_DIGEST_BYTES,
  );
  return (
    wrong !== undefined && `\`digestFields\` gives "${wrong.field}" a size that is not 1 to ${MAX_DIGEST_BYTES} bytes`
  );
}
