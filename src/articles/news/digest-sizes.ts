/**
 * How many bytes an index keeps of what tells that articles are the same.
 */

/** Of urlDigest: of a million addresses two meet with odds of 1 in 37 million. */
export const URL_DIGEST_BYTES = 8;

/** One byte a hash function. */
export const SIGNATURE_BYTES = 16;
