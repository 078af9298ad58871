/**
 * What esbuild cannot know by itself about the code it bundles: a function that starts cold pays for every kilobyte.
 */
import { readFile } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";

/** One stemmer of snowball-stemmers 0.6.0, which is one file with two dozen languages. */
const stemmerClass =
  /^ {4}var (\w+)Stemmer = function \(_SnowballStemmer\d*\) \{\n[\s\S]*?^ {4}\}\(SnowballStemmer\);\n/gm;
const stemmerEntry = /^ +(\w+): \1Stemmer,?\n/gm;

/**
 * The file without the languages that are not wanted: 300 KB less. Throws where the file is not as expected, rather than
 * bundle it whole or broken.
 * @param {string} source
 * @param {string} language
 */
export function keepOneStemmer(source, language) {
  const drop = (/** @type {string} */ whole, /** @type {string} */ name) => (name === language ? whole : "");
  const kept = source.replace(stemmerClass, drop).replace(stemmerEntry, drop);
  const classes = [...kept.matchAll(stemmerClass)].map(([, name]) => name);
  const entries = [...kept.matchAll(stemmerEntry)].map(([, name]) => name);
  if (classes.join() === language && entries.join() === language && kept.length < source.length / 2) return kept;
  throw new Error(
    `snowball-stemmers is built otherwise than expected: ${classes.join()} / ${entries.join()} were kept.`,
  );
}

/** A field that is there from its first reading on: a getter that looks for it, and a setter. */
const lazyField =
  /get: function get\(\) \{\s*return Object\.prototype\.hasOwnProperty\.call\(this, '_\$esjava\$(\w+)'\) \? this\._\$esjava\$\1 : this\._\$esjava\$\1 = (null|0|false|"");\s*\},\s*set: function set\(v\) \{\s*this\._\$esjava\$\1 = v;\s*\}/g;

/**
 * The file with plain fields, whose first value lies in the prototype: the same stems in two fifths of the time. Throws where
 * the file is not as expected.
 * @param {string} source
 */
export function usePlainFields(source) {
  const plain = source.replace(lazyField, (_, __, value) => `value: ${value}`);
  const changed = [...source.matchAll(lazyField)].map(([, name]) => name);
  if (
    ["current", "cursor", "limit", "limit_backward", "bra", "ket", "I_pV", "I_p2"].every((name) =>
      changed.includes(name),
    )
  )
    return plain;
  throw new Error(`snowball-stemmers is built otherwise than expected: ${changed.join()} are its fields.`);
}

/** @type {import("esbuild").Plugin} */
export const russianStemmerOnly = {
  name: "russian-stemmer-only",
  setup(build) {
    build.onLoad({ filter: /[\\/]snowball-stemmers[\\/]snowball-stemmers\.js$/ }, async ({ path }) => ({
      contents: usePlainFields(keepOneStemmer(await readFile(path, "utf8"), "russian")),
      loader: "js",
    }));
  },
};

/**
 * Our modules do nothing when they are loaded, so that a module of which nothing is used can be left out with all that it
 * imports.
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
    },
  };
}

/**
 * S3 by src/storage/s3/light-client.ts, which loads the SDK itself where it is needed after all.
 * @param {string} sourceFolder
 * @returns {import("esbuild").Plugin}
 */
export function lightS3Client(sourceFolder) {
  const light = resolve(sourceFolder, "storage/s3/light-client.ts");
  return {
    name: "light-s3-client",
    setup(build) {
      build.onResolve({ filter: /^@aws-sdk\/client-s3$/ }, ({ importer }) =>
        importer === light ? undefined : { path: light, sideEffects: false },
      );
    },
  };
}

/** Where the SDK looks for credentials that a person has on a computer, each by its exported function. */
const personalCredentials = {
  "@aws-sdk/credential-provider-sso": "fromSSO",
  "@aws-sdk/credential-provider-ini": "fromIni",
  "@aws-sdk/credential-provider-process": "fromProcess",
  "@aws-sdk/credential-provider-web-identity": "fromTokenFile",
};

/**
 * For Lambda functions: their credentials come from the environment or from an address that it names. The other ways are
 * a tenth of a bundle, with clients of other services in it; each says that it has none, so that the next is asked. The
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
