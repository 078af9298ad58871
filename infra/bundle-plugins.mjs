/**
 * Tells esbuild facts about the bundled code that it cannot know: a function that starts cold pays for every kilobyte.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";

/**
 * Our modules do nothing when they are loaded, so that a module of which nothing is used can be left out with all that
 * it imports. Names that come through the door of a room are imported from their own files: else esbuild, where it
 * makes parts, takes what any part needs of a door for what each needs.
 * @param {string} sourceFolder
 * @returns {import("esbuild").Plugin}
 */
export function withoutSideEffects(sourceFolder) {
  return {
    name: "without-side-effects",
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, importer }) => {
        const target = resolve(dirname(importer), path);
        return target.startsWith(sourceFolder + sep) ? { path: target, sideEffects: false } : undefined;
      });
      build.onLoad({ filter: /\.ts$/, namespace: "file" }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        const contents = importPastDoors(source, dirname(path));
        return contents === source ? undefined : { contents, loader: "ts" };
      });
    },
  };
}

/**
 * The source with names that come through doors imported from their own files, and types left out, as they are of no
 * use to a bundle.
 * @param {string} source
 * @param {string} folder of the source
 */
const importPastDoors = (source, folder) => pastDoors(source, folder, ".ts", /^(?!type )\w/);

/**
 * The source, or a declaration of types, with names that come through doors imported from their own files.
 * @param {string} source
 * @param {string} folder of the source
 * @param {".ts" | ".d.ts"} ending of the files that lie there, which all import each other as `.ts`
 * @param {RegExp} wanted names
 */
export function pastDoors(source, folder, ending, wanted) {
  return source.replace(
    /^(import|export)( type)? \{([^}]*)\} from "(\.[^"]+)";$/gm,
    (statement, verb, type = "", names, from) => {
      const files = filesBehind(resolve(folder, from).replace(/\.ts$/, ending));
      if (files === null) return statement;
      /** @type {string[]} */
      const imported = names.split(",").map((/** @type {string} */ name) => name.trim());
      return imported
        .filter((name) => wanted.test(type === "" ? name : `type ${name}`))
        .map((name) => {
          const file = files.get(name.replace(/^type /, "").split(" as ")[0] ?? "") ?? from;
          const address = relative(folder, file).replaceAll(sep, "/");
          return `${verb}${type} { ${name} } from "${address.startsWith(".") ? "" : "./"}${address}";`;
        })
        .join("\n");
    },
  );
}

/** @type {Map<string, ReadonlyMap<string, string> | null>} */
const doors = new Map();

/**
 * The file of each name of a door, which is a list of exports from other files (test/support/rooms.ts); null for any
 * other module.
 * @param {string} path
 */
function filesBehind(path) {
  const known = doors.get(path);
  if (known !== undefined) return known;
  const code = existsSync(path) ? readFileSync(path, "utf8").replace(/\/\*[\s\S]*?\*\//g, "") : "";
  const lists = [...code.matchAll(/^export (?:type )?\{([^}]*)\} from "(\.[^"]+)";$/gm)];
  const isDoor = lists.length > 0 && lists.reduce((rest, [list]) => rest.replace(list, ""), code).trim() === "";
  const names = lists.flatMap(([, list = "", from = ""]) =>
    list
      .split(",")
      .map((name) => /** @type {const} */ ([name.trim().replace(/^type /, ""), resolve(dirname(path), from)])),
  );
  const files = isDoor ? new Map(names) : null;
  doors.set(path, files);
  return files;
}

/**
 * S3 by src/store/s3/light-client.ts, which loads the SDK itself where it is needed after all.
 * @param {string} sourceFolder
 * @returns {import("esbuild").Plugin}
 */
export function lightS3Client(sourceFolder) {
  const light = resolve(sourceFolder, "store/s3/light-client.ts");
  return {
    name: "light-s3-client",
    setup(build) {
      build.onResolve({ filter: /^@aws-sdk\/client-s3$/ }, ({ importer }) =>
        importer === light ? undefined : { path: light, sideEffects: false },
      );
    },
  };
}

/** Modules of the SDK that look for a person's credentials on a computer, each with its exported function. */
const personalCredentials = {
  "@aws-sdk/credential-provider-sso": "fromSSO",
  "@aws-sdk/credential-provider-ini": "fromIni",
  "@aws-sdk/credential-provider-process": "fromProcess",
  "@aws-sdk/credential-provider-web-identity": "fromTokenFile",
};

/**
 * Limits Lambda functions to credentials from the environment or from an address that it names. The other ways are a
 * tenth of a bundle, with clients of other services in it; each says that it has none, so that the next is asked. The
 * build fails where one of them is not in the SDK any more.
 * @type {import("esbuild").Plugin}
 */
export const functionCredentialsOnly = {
  name: "function-credentials-only",
  setup(build) {
    const left = new Set(Object.keys(personalCredentials));
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-/ }, ({ path, importer }) => {
      if (!(path in personalCredentials) || !importer.includes("credential-provider-node")) return undefined;
      left.delete(path);
      return { path, namespace: "function-credentials-only", pluginData: dirname(importer) };
    });
    build.onLoad({ filter: /.*/, namespace: "function-credentials-only" }, ({ path, pluginData }) => ({
      contents: `
        import { CredentialsProviderError } from "@smithy/property-provider";
        export const ${personalCredentials[/** @type {keyof typeof personalCredentials} */ (path)]} = () => async () => {
          throw new CredentialsProviderError("A Lambda function has no credentials of a person.");
        };`,
      resolveDir: pluginData,
    }));
    build.onEnd(() => {
      if (left.size === 0) return {};
      return {
        errors: [{ text: `The AWS SDK asks for credentials otherwise than expected: no ${[...left].join()}.` }],
      };
    });
  },
};
