/**
 * Postings as a list has them (posting-list.ts), unpacked to typed arrays (layer 2): the hot loop of a search.
 */

/** Room for postings: `frequencies[i]` belongs to `ordinals[i]`. */
export interface PostingArrays {
  readonly ordinals: Uint32Array;
  readonly frequencies: Uint32Array;
}

/** How far postings are unpacked: the next byte and place, the last ordinal and the greatest frequency. */
interface UnpackState {
  offset: number;
  place: number;
  ordinal: number;
  greatestFrequency: number;
}

/**
 * Unpacks postings from `offset` on to [start, end) of a list; `previous` is the ordinal before the first. Reading past the end
 * gives zeros, and the end tells.
 */
export function unpackPostings(
  bytes: Uint8Array,
  offset: number,
  previous: number,
  into: PostingArrays,
  start: number,
  end: number,
): Readonly<UnpackState> {
  const state: UnpackState = { offset, place: start, ordinal: previous, greatestFrequency: 1 };
  unpackShort(bytes, state, into, end);
  unpackRest(bytes, state, into, end);
  return state;
}

/** Three bytes hold the doubled ordinals of a segment, and nearly all frequencies take one. */
const SHORT_POSTING_BYTES = 4;

/**
 * Goes on to the first posting of longer varints, or without so many bytes behind it. The byte behind an ordinal is read
 * whether it is a frequency or not: which it is cannot be foretold, and a wrong guess of the processor's costs more.
 */
function unpackShort(
  bytes: Uint8Array,
  state: UnpackState,
  { ordinals, frequencies }: PostingArrays,
  end: number,
): void {
  const lastOffset = bytes.length - SHORT_POSTING_BYTES;
  let { offset, place, ordinal, greatestFrequency } = state;
  for (; place < end && offset <= lastOffset; place += 1) {
    let next = offset + 1;
    let step = bytes[offset] ?? 0;
    if (step > 0x7f) {
      const second = bytes[next++] ?? 0;
      step = (step & 0x7f) | ((second & 0x7f) << 7);
      if (second > 0x7f) {
        const third = bytes[next++] ?? 0;
        if (third > 0x7f) break;
        step |= third << 14;
      }
    }
    const isMore = step & 1;
    const more = bytes[next] ?? 0;
    if ((more & (isMore << 7)) !== 0) break;
    const frequency = 1 + isMore * (more + 1);
    greatestFrequency = Math.max(greatestFrequency, frequency);
    ordinal += (step >>> 1) + 1;
    ordinals[place] = ordinal;
    frequencies[place] = frequency;
    offset = next + isMore;
  }
  state.offset = offset;
  state.place = place;
  state.ordinal = ordinal;
  state.greatestFrequency = greatestFrequency;
}

/** Varints are read in place. */
function unpackRest(
  bytes: Uint8Array,
  state: UnpackState,
  { ordinals, frequencies }: PostingArrays,
  end: number,
): void {
  for (; state.place < end; state.place += 1) {
    let step = bytes[state.offset++] ?? 0;
    if (step > 0x7f) {
      step &= 0x7f;
      for (let scale = 0x80, byte = 0x80; byte > 0x7f; scale *= 0x80) {
        byte = bytes[state.offset++] ?? 0;
        step += (byte & 0x7f) * scale;
      }
    }
    let frequency = 1;
    if (step % 2 === 1) {
      frequency = bytes[state.offset++] ?? 0;
      if (frequency > 0x7f) {
        frequency &= 0x7f;
        for (let scale = 0x80, byte = 0x80; byte > 0x7f; scale *= 0x80) {
          byte = bytes[state.offset++] ?? 0;
          frequency += (byte & 0x7f) * scale;
        }
      }
      frequency += 2;
      if (frequency > state.greatestFrequency) state.greatestFrequency = frequency;
    }
    state.ordinal += Math.floor(step / 2) + 1;
    ordinals[state.place] = state.ordinal;
    frequencies[state.place] = frequency;
  }
}
