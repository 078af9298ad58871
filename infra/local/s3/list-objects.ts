/**
 * ListObjectsV2 and ListObjects: their parameters and documents over one listing.
 */
import type { ObjectSummary } from "../../../src/storage/object-store/object-store.ts";
import { type EndpointContext, parseEncodingType, parseIntegerQuery, xmlTime } from "./endpoint-context.ts";
import { encodeFormStyle } from "./form-encoding.ts";
import { type Listing, listObjects } from "./object-listing.ts";
import { S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";
import { type S3Response, xmlResponse } from "./s3-response.ts";
import { type XmlFragment, xmlDocument, xmlElement } from "./xml-writer.ts";

/** Entries of a page at most; more may be asked for and are not given, as on S3. */
const MAX_PAGE_ENTRIES = 1000;

/** What both versions of the operation have in common. */
interface ListingParameters {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly encode: (text: string) => string;
  readonly encodingType: "url" | null;
}

/** ListObjectsV2 (`list-type=2`). */
export async function listObjectsV2(context: EndpointContext, request: S3Request): Promise<S3Response> {
  if (request.query.get("list-type") !== "2") throw new S3Error("InvalidArgument", "The only list-type is 2.");
  const parameters = parseParameters(request);
  const startAfter = request.query.get("start-after") ?? "";
  const token = request.query.get("continuation-token");
  const after = token === null ? startAfter : decodeToken(token);
  const listing = await listObjects(context.store, { ...parameters, after, maxEntries: parameters.maxKeys });
  const withOwner = request.query.get("fetch-owner") === "true";
  const { truncatedAfter } = listing;
  return xmlResponse(
    xmlDocument("ListBucketResult", [
      ...commonElements(context, parameters, listing),
      xmlElement("KeyCount", listing.objects.length + listing.commonPrefixes.length),
      ...(startAfter === "" ? [] : [xmlElement("StartAfter", parameters.encode(startAfter))]),
      ...(token === null ? [] : [xmlElement("ContinuationToken", token)]),
      ...(truncatedAfter === null ? [] : [xmlElement("NextContinuationToken", encodeToken(truncatedAfter))]),
      ...entryElements(parameters, listing, withOwner),
    ]),
  );
}

/** ListObjects, the first version, which goes on after `marker`. */
export async function listObjectsV1(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const parameters = parseParameters(request);
  const marker = request.query.get("marker") ?? "";
  const listing = await listObjects(context.store, { ...parameters, after: marker, maxEntries: parameters.maxKeys });
  const { truncatedAfter } = listing;
  // S3 names the next marker only beside a delimiter: without one the last key is the marker.
  const hasNextMarker = truncatedAfter !== null && parameters.delimiter !== "";
  return xmlResponse(
    xmlDocument("ListBucketResult", [
      ...commonElements(context, parameters, listing),
      xmlElement("Marker", parameters.encode(marker)),
      ...(hasNextMarker ? [xmlElement("NextMarker", parameters.encode(truncatedAfter))] : []),
      ...entryElements(parameters, listing, true),
    ]),
  );
}

function parseParameters(request: S3Request): ListingParameters {
  const encodingType = parseEncodingType(request);
  const maxKeys = parseIntegerQuery(request, "max-keys", {
    min: 0,
    max: 2 ** 31 - 1,
    absent: MAX_PAGE_ENTRIES,
  });
  return {
    prefix: request.query.get("prefix") ?? "",
    delimiter: request.query.get("delimiter") ?? "",
    maxKeys: Math.min(maxKeys, MAX_PAGE_ENTRIES),
    encode: encodingType === "url" ? encodeFormStyle : (text) => text,
    encodingType,
  };
}

function commonElements(context: EndpointContext, parameters: ListingParameters, listing: Listing): XmlFragment[] {
  const { prefix, delimiter, maxKeys, encode, encodingType } = parameters;
  return [
    xmlElement("Name", context.bucket),
    xmlElement("Prefix", encode(prefix)),
    ...(delimiter === "" ? [] : [xmlElement("Delimiter", encode(delimiter))]),
    xmlElement("MaxKeys", maxKeys),
    ...(encodingType === null ? [] : [xmlElement("EncodingType", encodingType)]),
    xmlElement("IsTruncated", listing.truncatedAfter !== null),
  ];
}

function entryElements({ encode }: ListingParameters, listing: Listing, withOwner: boolean): XmlFragment[] {
  return [
    ...listing.objects.map((object) => objectElement(object, encode, withOwner)),
    ...listing.commonPrefixes.map((prefix) => xmlElement("CommonPrefixes", [xmlElement("Prefix", encode(prefix))])),
  ];
}

function objectElement(object: ObjectSummary, encode: (text: string) => string, withOwner: boolean): XmlFragment {
  return xmlElement("Contents", [
    xmlElement("Key", encode(object.key)),
    xmlElement("LastModified", xmlTime(object.lastModifiedMs)),
    xmlElement("ETag", `"${object.etag}"`),
    xmlElement("Size", object.sizeBytes),
    xmlElement("StorageClass", "STANDARD"),
    ...(withOwner ? [ownerElement("Owner")] : []),
  ]);
}

/** The one owner of everything here. */
export function ownerElement(name: "Owner" | "Initiator"): XmlFragment {
  return xmlElement(name, [xmlElement("ID", "poisk-local"), xmlElement("DisplayName", "poisk-local")]);
}

/** Tokens are opaque to clients: the last entry of the page before, and a mark that it is one of ours. */
const TOKEN_MARK = "after:";

function encodeToken(after: string): string {
  return Buffer.from(TOKEN_MARK + after, "utf8").toString("base64url");
}

function decodeToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (text.startsWith(TOKEN_MARK) && encodeToken(text.slice(TOKEN_MARK.length)) === token) {
    return text.slice(TOKEN_MARK.length);
  }
  throw new S3Error("InvalidArgument", "The continuation token provided is incorrect", {
    fields: { ArgumentName: "continuation-token" },
  });
}
