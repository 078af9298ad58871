/**
 * Tells a codec's refusal of the data from other failures: too little memory, a limit, or a codec that this runtime
 * lacks mean nothing about the data.
 */

/**
 * Tells whether zlib or brotli found that a packer did not write the bytes, or that their end is missing. Codes of zlib
 * (zlib.h: Z_DATA_ERROR, Z_BUF_ERROR, and Z_NEED_DICT where another dictionary is named) and of brotli's decoder
 * (brotli/decode.h: BROTLI_DECODER_ERROR_FORMAT_*; Node cuts the beginning off). Anything else is false.
 */
export function isDataError(error: unknown): boolean {
  const { code } = (typeof error === "object" && error !== null ? error : {}) as { code?: unknown };
  return typeof code === "string" && /^(?:Z_DATA_ERROR|Z_BUF_ERROR|Z_NEED_DICT)$|_ERROR_FORMAT_/.test(code);
}
