/**
 * Takes what Russian needs out of the package snowball-stemmers, for bundles: 12 KB of 868.
 *
 * The package is one generated file with a class for each language. Each method is there twice: `name$esjava$2` for two
 * arguments, and `name`, which counts its arguments and calls the other. Each property is a pair of functions that keep
 * its value under another name. Here a method stands once, under its plain name, and a property is a value. The stems
 * are the same (test/property/analysis/snowball.test.ts), in a tenth of the time.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { parse } from "acorn";
import { minify } from "terser";

/** SHA-256 of the file that this is written for: another one may be built otherwise, and have other stems. */
const KNOWN_FILE = "4bd124173d375a17b91f7b71f13ed8b99a2b2d63504a63153adfe3b3d11a152f";

/** @typedef {any} Tree a node of a syntax tree (https://github.com/estree/estree), or what it holds */

/**
 * The nodes of a tree, from the outside to the inside.
 * @param {Tree} tree
 * @param {ReadonlySet<Tree>} [leftOut] nodes that are passed over with all that they hold
 * @returns {Iterable<Tree>}
 */
function* nodesOf(tree, leftOut) {
  if (tree === null || typeof tree !== "object" || leftOut?.has(tree)) return;
  if (typeof tree.type === "string") yield tree;
  for (const part of Object.values(tree)) yield* nodesOf(part, leftOut);
}

/** @param {string} name @returns {string} without the number of arguments */
const plainName = (name) => name.replace(/\$esjava\$\d$/, "");

/** @param {Tree} description of a method or property of a class, `{key: "stem", value: …}` @returns {string} */
const keyOf = ({ properties: [key] }) => key.value.value;

/** The lists of methods and properties of the classes in a tree. @param {Tree} tree @returns {Tree[][]} */
function memberListsOf(tree) {
  const calls = [...nodesOf(tree)].filter(({ callee }) => callee?.name === "_createClass");
  return calls.flatMap((call) => call.arguments.slice(1)).flatMap(({ elements }) => (elements ? [elements] : []));
}

/** Keeps of the two forms of a method the one that does something, under the plain name. @param {Tree} tree */
function mergeForms(tree) {
  for (const members of memberListsOf(tree)) {
    const counted = new Set(members.map(keyOf).filter((name) => name !== plainName(name)));
    const doubled = new Set([...counted].map(plainName));
    members.splice(0, members.length, ...members.filter((member) => !doubled.has(keyOf(member))));
  }
  for (const node of nodesOf(tree)) {
    if (node.type === "Identifier") node.name = plainName(node.name);
    if (typeof node.value === "string") node.value = plainName(node.value);
  }
}

/**
 * Makes a value of each property that is read and set by functions: the one that it has at first. @param {Tree} tree
 */
function makeValues(tree) {
  for (const { properties } of memberListsOf(tree).flat()) {
    const [, get, set] = properties;
    if (set?.key.name !== "set") continue;
    const { right: initial } = get.value.body.body[0].argument.alternate;
    properties.splice(1, 2, { ...get, key: { type: "Identifier", name: "value" }, value: initial });
  }
}

/** Removes the methods and properties that no code names which runs. @param {Tree} tree */
function removeUnusedMembers(tree) {
  const lists = memberListsOf(tree);
  const unused = new Set(lists.flat());
  const names = new Set();
  const addNames = (/** @type {Tree} */ code) => {
    for (const { type, property } of nodesOf(code, unused)) if (type === "MemberExpression") names.add(property.name);
  };
  addNames(tree);
  for (const name of names) {
    for (const member of [...unused].filter((candidate) => keyOf(candidate) === name)) {
      unused.delete(member);
      addNames(member);
    }
  }
  for (const members of lists) members.splice(0, members.length, ...members.filter((member) => !unused.has(member)));
}

/**
 * @param {ReadonlyMap<string, Tree>} declarations by name @returns {Tree[]} those that newStemmer needs, in their order
 */
function findNeeded(declarations) {
  const names = new Set(["newStemmer"]);
  for (const name of names) {
    for (const node of nodesOf(declarations.get(name))) {
      if (node.type === "Identifier" && declarations.has(node.name)) names.add(node.name);
    }
  }
  return [...declarations].filter(([name]) => names.has(name)).map(([, declaration]) => declaration);
}

/**
 * The package's `newStemmer` as a module that knows Russian alone. Nothing of it runs before the first call: most
 * queries have no word that the dictionary lacks.
 * @param {string} source the file of the package
 * @returns {Promise<string>}
 */
export async function takeRussianStemmer(source) {
  if (createHash("sha256").update(source).digest("hex") !== KNOWN_FILE) {
    throw new Error(
      "snowball-stemmers has changed: compare its stems (npm run eval:stemmer), then name its hash here.",
    );
  }
  /** @type {Tree} */
  const program = parse(source, { ecmaVersion: 2020 });
  const [helper, { expression }] = program.body;
  /** @type {Map<string, Tree>} */
  const declarations = new Map();
  for (const statement of [helper, ...expression.arguments[1].body.body]) {
    const { id } = statement.declarations?.[0] ?? statement;
    if (id) declarations.set(id.name, statement);
  }
  for (const { type, properties } of nodesOf(declarations.get("newStemmer"))) {
    if (type !== "ObjectExpression" || properties[0].key.name !== "arabic") continue;
    properties.splice(
      0,
      properties.length,
      ...properties.filter((/** @type {Tree} */ { key }) => key.name === "russian"),
    );
  }
  const russian = findNeeded(declarations);
  mergeForms(russian);
  makeValues(russian);
  removeUnusedMembers(russian);
  const module = {
    ...program,
    body: findNeeded(new Map([...declarations].filter(([, one]) => russian.includes(one)))),
  };
  const { code } = await minify(module, { parse: { spidermonkey: true }, compress: false, mangle: false });
  return `export function newStemmer(language){${code}return newStemmer(language)}`;
}

/** @type {Promise<string> | undefined} */
let taken;

/**
 * Bundles of snowball-stemmers what Russian needs. The build fails where the package has changed.
 * @type {import("esbuild").Plugin}
 */
export const russianStemmerOnly = {
  name: "russian-stemmer-only",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^snowball-stemmers$/ }, () => ({
      path: createRequire(import.meta.url).resolve("snowball-stemmers"),
      namespace: "russian-stemmer-only",
      sideEffects: false,
    }));
    onLoad({ filter: /./, namespace: "russian-stemmer-only" }, async ({ path }) => {
      taken ??= readFile(path, "utf8").then(takeRussianStemmer);
      return { contents: await taken };
    });
  },
};
