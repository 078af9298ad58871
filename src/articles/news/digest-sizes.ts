/**
 * Sizes of the digests by which an index finds equal articles.
 */

/** Size of urlDigest: of a million addresses two collide with odds of 1 in 37 million. */
export const URL_DIGEST_BYTES = 8;

/** One byte a hash function. */
export const SIGNATURE_BYTES = 16;
