/**
 * What the name of a bucket at AWS tells of it (layer 1). Pure.
 */

/**
 * Whether it is a directory bucket, of S3 Express One Zone (Amazon S3 User Guide, "Directory bucket naming rules"). It lists in no
 * order and from no place in the middle, takes only prefixes that end with `/`, and sends no events: an index may lie there, uploads not.
 */
export function isDirectoryBucket(name: string): boolean {
  return name.endsWith("--x-s3");
}
