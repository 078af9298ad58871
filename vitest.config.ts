import { defineConfig } from "vitest/config";
import { OutcomeReporter } from "./test/support/outcome-reporter.ts";

interface ProjectOptions {
  readonly testTimeout?: number;
  readonly fileParallelism?: boolean;
  readonly isolate?: boolean;
}

/** One project per kind of test (README, "Tests"); `npm run check` runs the first four. */
const project = (name: string, options: ProjectOptions = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    environment: "node",
    setupFiles: ["test/support/property-seed.ts"],
    testTimeout: options.testTimeout ?? 30_000,
    hookTimeout: options.testTimeout ?? 30_000,
    fileParallelism: options.fileParallelism ?? true,
    isolate: options.isolate ?? true,
  },
});

/**
 * Tests of what only a machine with system packages has: the AWS CLI, Ceph's radosgw (.ci/ceph.sh), and moto with Lambda's own
 * runtime (test/runtime/package.json).
 */
const systemProjects =
  process.env.POISK_SYSTEM_TESTS === "1"
    ? [
        project("s3-cli", { testTimeout: 120_000, fileParallelism: false }),
        project("ceph", { testTimeout: 300_000, fileParallelism: false }),
        project("runtime", { testTimeout: 120_000, fileParallelism: false }),
      ]
    : [];

/** Where the outcome of the run goes, beside what the terminal shows (`.ci/run`). */
const outcomeFile = process.env.TEST_OUTCOME_FILE;

export default defineConfig({
  test: {
    reporters: ["default", ...(outcomeFile === undefined ? [] : [new OutcomeReporter(outcomeFile)])],
    projects: [
      project("unit"),
      project("property", { testTimeout: 60_000 }),
      project("oracle", { testTimeout: 120_000 }),
      project("contract", { testTimeout: 60_000 }),
      project("fault", { testTimeout: 300_000 }),
      project("s3", { testTimeout: 60_000, fileParallelism: false }),
      project("functions", { testTimeout: 60_000 }),
      project("browser", { testTimeout: 120_000, fileParallelism: false }),
      project("bench", { testTimeout: 300_000 }),
      // CDK takes seconds to load, so its tests share one process.
      project("infra", { testTimeout: 60_000, isolate: false, fileParallelism: false }),
      ...systemProjects,
    ],
  },
});
