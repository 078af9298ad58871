/**
 * Which tests there are, and which of them a command runs: one project for each folder of tests (CONTRIBUTING.md). A
 * file that takes seconds is named `*.long.test.ts`: it belongs to the project of its folder, and to the tier `full`
 * where that project is `short`.
 */

/**
 * `short` is what `npm test` runs, `full` what `npm run test:all` adds; `system`, `runtimes` and `browsers` (also
 * `npm run test:browsers`) are what `.ci/run` adds to both.
 */
export type Tier = "short" | "full" | "system" | "runtimes" | "browsers";

export interface Project {
  readonly tier: Tier;
  /**
   * The longest that one test may take, or one hook: many times as long as on a quiet machine, since others run beside
   * it.
   */
  readonly timeoutMs: number;
  /**
   * True if its files share processes, so that their imports are loaded once in each process, not once a file. A file
   * of such a project puts back what it changes of its process: variables of the environment, spies, signal handlers.
   */
  readonly sharesProcesses?: boolean;
  /** True if its files run one after another, since they share something outside of their processes. */
  readonly runsInSeries?: boolean;
  /** True if S3ObjectStore uses the client of the query function's bundle (src/store/s3/light-client.ts). */
  readonly hasLightS3Client?: boolean;
  /** True if its tests run the bundles of `npm run build` (test/support/bundles.ts). */
  readonly needsBundles?: boolean;
  /** True if its tests run Chromium (test/support/unpacked-chromium.ts). */
  readonly needsChromium?: boolean;
}

/** The projects by the folder of test/ with their files. */
export const projects: Readonly<Record<string, Project>> = {
  unit: { tier: "short", timeoutMs: 120_000, sharesProcesses: true },
  property: { tier: "short", timeoutMs: 120_000, sharesProcesses: true },
  oracle: { tier: "short", timeoutMs: 120_000, sharesProcesses: true },
  contract: { tier: "short", timeoutMs: 120_000, sharesProcesses: true },
  functions: { tier: "short", timeoutMs: 120_000, sharesProcesses: true, needsBundles: true },
  demo: { tier: "short", timeoutMs: 120_000, needsChromium: true },
  documentation: { tier: "full", timeoutMs: 120_000 },
  browser: { tier: "full", timeoutMs: 120_000, needsChromium: true },
  s3: { tier: "full", timeoutMs: 120_000 },
  "light-s3": { tier: "full", timeoutMs: 120_000, hasLightS3Client: true },
  fault: { tier: "full", timeoutMs: 300_000, needsBundles: true },
  bench: { tier: "full", timeoutMs: 300_000 },
  // The site in a browser. VitePress is a package of infra/site.
  site: { tier: "full", timeoutMs: 300_000, needsBundles: true, needsChromium: true },
  infra: { tier: "full", timeoutMs: 120_000, sharesProcesses: true, needsBundles: true, needsChromium: true },
  // What only a machine with system packages has, or only root may do: small file systems, shells and PHP, the AWS CLI,
  // and Ceph's radosgw (.ci/ceph.sh).
  disk: { tier: "system", timeoutMs: 120_000, needsBundles: true },
  shells: { tier: "system", timeoutMs: 120_000, needsBundles: true },
  "s3-cli": { tier: "system", timeoutMs: 120_000, runsInSeries: true },
  // The plugin in Debian's WordPress.
  wordpress: { tier: "system", timeoutMs: 300_000, runsInSeries: true, needsBundles: true },
  ceph: { tier: "system", timeoutMs: 300_000, runsInSeries: true },
  // Lambda's own runtime (test/runtime/package.json) with moto.
  runtime: { tier: "runtimes", timeoutMs: 120_000, runsInSeries: true, needsBundles: true },
  // The runtimes of docs/edge.md (test/edge/package.json).
  edge: { tier: "runtimes", timeoutMs: 120_000, runsInSeries: true, needsBundles: true },
  browsers: { tier: "browsers", timeoutMs: 60_000, runsInSeries: true },
};

export const LONG_FILES = "**/*.long.test.ts";

/** The tiers that `vitest run --mode NAME` runs; `test` is Vitest's name where there is no such option. */
export const tiersOfModes: Readonly<Record<string, readonly Tier[]>> = {
  short: ["short"],
  test: ["short", "full"],
  // What `.ci/run` runs after `npm test`, and beside both.
  rest: ["full", "system"],
  runtimes: ["runtimes"],
  browsers: ["browsers"],
};
