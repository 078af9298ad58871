import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { LONG_FILES, type Project, projects, type Tier, tiersOfModes } from "./test/projects.ts";
import { OutcomeReporter } from "./test/support/outcome-reporter.ts";

/** Share of the runs of a property test in `--mode short` (test/support/property-runs.ts). */
const SHORT_PROPERTY_RUNS = "0.1";

/**
 * Time that a test waits for an expected event: many times as long as on a quiet machine, like the time limit of a test
 * (test/projects.ts).
 */
const POLL_TIMEOUT_MS = 20_000;

/** File of the run's outcome, beside the terminal's output (`.ci/run`). */
const outcomeFile = process.env.TEST_OUTCOME_FILE;

/** The files of a project that are of the tiers: none where none is. */
function chooseFiles(
  name: string,
  { tier }: Project,
  tiers: readonly Tier[],
): { include: string[]; exclude: string[] } {
  const files = (pattern: string) => `test/${name}/${pattern}`;
  const hasLong = tiers.includes(tier === "short" ? "full" : tier);
  if (!tiers.includes(tier)) return { include: hasLong ? [files(LONG_FILES)] : [], exclude: configDefaults.exclude };
  return {
    include: [files("**/*.test.ts")],
    exclude: hasLong ? configDefaults.exclude : [...configDefaults.exclude, files(LONG_FILES)],
  };
}

/** Does the same as lightS3Client in infra/bundle-plugins.mjs, for product code only: tests have the SDK. */
const lightS3Client = {
  name: "light-s3-client",
  enforce: "pre" as const,
  resolveId: (source: string, importer: string | undefined): string | undefined => {
    const isOfProduct = importer?.includes("/src/store/") === true && !importer.endsWith("/light-client.ts");
    if (source !== "@aws-sdk/client-s3" || !isOfProduct) return undefined;
    return fileURLToPath(new URL("src/store/s3/light-client.ts", import.meta.url));
  },
};

const configureProject = (
  name: string,
  project: Project,
  files: { include: string[]; exclude: string[] },
  env: Readonly<Record<string, string>>,
) => ({
  plugins: project.hasLightS3Client === true ? [lightS3Client] : [],
  test: {
    name,
    ...files,
    environment: "node",
    env,
    globalSetup: [
      ...(project.needsBundles === true ? ["test/support/bundles.ts"] : []),
      ...(project.needsChromium === true ? ["test/support/unpacked-chromium.ts"] : []),
    ],
    setupFiles: ["test/support/property-runs.ts"],
    testTimeout: project.timeoutMs,
    hookTimeout: project.timeoutMs,
    expect: { poll: { timeout: POLL_TIMEOUT_MS } },
    fileParallelism: project.runsInSeries !== true,
    isolate: project.sharesProcesses !== true,
  },
});

export default defineConfig(({ mode }) => {
  const tiers = tiersOfModes[mode];
  if (tiers === undefined) throw new Error(`--mode ${mode} is none of ${Object.keys(tiersOfModes).join(", ")}.`);
  const chosen = Object.entries(projects).flatMap(([name, project]) => {
    const files = chooseFiles(name, project, tiers);
    return files.include.length === 0 ? [] : [{ name, project, files }];
  });
  const env = {
    PROPERTY_RUNS: process.env.PROPERTY_RUNS ?? (mode === "short" ? SHORT_PROPERTY_RUNS : "1"),
    // Whether a test of another tier may use system packages too.
    SYSTEM_TESTS: tiers.includes("system") ? "1" : "0",
  };
  return {
    test: {
      // Vitest leaves one core free, which of two is half of them.
      maxWorkers: availableParallelism(),
      reporters: ["default", ...(outcomeFile === undefined ? [] : [new OutcomeReporter(outcomeFile)])],
      projects: chosen.map(({ name, project, files }) => configureProject(name, project, files, env)),
    },
  };
});
