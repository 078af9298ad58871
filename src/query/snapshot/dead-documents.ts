/**
 * The dead documents of a segment, listed (layer 4).
 */

const listedByMap = new WeakMap<Uint8Array, Uint32Array>();

/** The ordinals at which `dead` is 1, ascending; worked out once for each array, which must not change any more. */
export function listDead(dead: Uint8Array): Uint32Array {
  const known = listedByMap.get(dead);
  if (known !== undefined) return known;
  const ordinals: number[] = [];
  for (let ordinal = 0; ordinal < dead.length; ordinal += 1) if (dead[ordinal] === 1) ordinals.push(ordinal);
  const listed = Uint32Array.from(ordinals);
  listedByMap.set(dead, listed);
  return listed;
}
