/** The used parts of packages of test/bench/peers. */
declare module "lunr" {
  interface Lunr {
    readonly Index: { load(json: unknown): { search(query: string): { ref: string }[] } };
  }
  const lunr: Lunr;
  export = lunr;
}
declare module "lunr-languages/lunr.ru" {
  const add: (target: unknown) => void;
  export = add;
}
declare module "lunr-languages/lunr.stemmer.support" {
  const add: (target: unknown) => void;
  export = add;
}
