/**
 * What esbuild cannot know by itself about the code it bundles: a function that starts cold pays for every kilobyte.
 */
import { dirname, resolve, sep } from "node:path";

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
