/**
 * Whether a codec refused the data, or something else went wrong while it ran: too little memory, a limit or a
 * codec that this runtime lacks say nothing about the data.
 */

/**
 * Whether zlib or brotli found that the bytes are not what a packer wrote, or that their end is missing. Codes of zlib
 * (zlib.h: Z_DATA_ERROR, Z_BUF_ERROR, and Z_NEED_DICT where another dictionary is named) and of brotli's decoder
 * (brotli/decode.h: BROTLI_DECODER_ERROR_FORMAT_*; Node cuts the beginning off). Anything else is false.
 */
export function isDataError(error: unknown): boolean {
  const { code } = (typeof error === "object" && error !== null ? error : {}) as { code?: unknown };
  return typeof code === "string" && /^(?:Z_DATA_ERROR|Z_BUF_ERROR|Z_NEED_DICT)$|_ERROR_FORMAT_/.test(code);
}
