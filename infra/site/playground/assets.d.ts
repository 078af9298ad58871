/** Files that the build puts into the bundle as text. */
declare module "*.css" {
  const text: string;

  export { text as default };
}
declare module "*.html" {
  const text: string;

  export { text as default };
}
declare module "*.jsonl" {
  const text: string;

  export { text as default };
}
declare module "*.xml" {
  const text: string;

  export { text as default };
}
