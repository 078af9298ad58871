/**
 * Limits the uploads of one commit: many may unpack to a thousand times the size of one page, and all of it is in
 * memory until its segments are built, whose own memory has another limit (segment-builder.ts). Uploads beyond the room
 * wait for the next commit.
 */
import type { SourceDocument } from "../segment/schema/minisearch-options.ts";

/** Limit of documents, the same as in an import's commit (bulk/import.ts). Untuned, as the next. */
const MAX_DOCUMENTS = 8_000;
/** Above what so many news have. */
const MAX_CHARACTERS = 24_000_000;

export interface RoomSize {
  /** Default 8,000. */
  readonly maxDocuments?: number;
  /** UTF-16 units of all texts; default 24 million. */
  readonly maxCharacters?: number;
}

/** Takes whole uploads until they are enough; one alone always fits, since its own limits bound it. */
export class BatchBudget {
  readonly #size: RoomSize;
  readonly #isTimeUp: () => boolean;
  readonly #shares = new Map<string, number>();
  #isClosed = false;
  #turn: Promise<unknown> = Promise.resolve();

  /** Once `isTimeUp` says so it takes no more than it has, but one: what reading takes is known afterwards alone. */
  constructor(size: RoomSize = {}, isTimeUp: () => boolean = () => false) {
    this.#size = size;
    this.#isTimeUp = isTimeUp;
  }

  /** Tells whether an upload that was not taken before is not even requested. */
  isClosedTo(key: string): boolean {
    return this.#isClosed && !this.#shares.has(key);
  }

  /**
   * Reads an upload, one at a time however many ask, and takes it in; null where it does not fit. From then on no other
   * is read: at most one is read in vain.
   */
  take<Read extends { readonly documents: readonly SourceDocument[] }>(
    key: string,
    read: () => Promise<Read>,
  ): Promise<Read | null> {
    const taking = this.#turn.then(() => this.#take(key, read));
    this.#turn = taking.catch(() => undefined);
    return taking;
  }

  async #take<Read extends { readonly documents: readonly SourceDocument[] }>(
    key: string,
    read: () => Promise<Read>,
  ): Promise<Read | null> {
    if (this.#shares.size > 0 && this.#isTimeUp()) this.#isClosed = true;
    if (this.isClosedTo(key)) return null;
    this.#shares.delete(key);
    const upload = await read();
    const share = shareOfRoom(upload.documents, this.#size);
    const taken = [...this.#shares.values()].reduce((sum, other) => sum + other, 0);
    if (!isRoomFor(share, taken)) {
      this.#isClosed = true;
      return null;
    }
    this.#shares.set(key, share);
    return upload;
  }
}

/** Tells whether a share fits beside the taken ones; into an empty room any does. */
export function isRoomFor(share: number, taken: number): boolean {
  return taken === 0 || taken + share <= 1;
}

/** Computes the share of a room that these documents take: 1 is all of it. */
export function shareOfRoom(
  documents: readonly SourceDocument[],
  { maxDocuments = MAX_DOCUMENTS, maxCharacters = MAX_CHARACTERS }: RoomSize,
): number {
  let characters = 0;
  for (const document of documents) {
    for (const value of Object.values(document)) if (typeof value === "string") characters += value.length;
  }
  return Math.max(documents.length / maxDocuments, characters / maxCharacters);
}
