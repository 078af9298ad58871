import { defineConfig } from "vitest/config";

/** One project per kind of test (README, "Tests"); `npm run check` runs the first four. */
const project = (name: string, options: { testTimeout?: number; fileParallelism?: boolean } = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    environment: "node",
    setupFiles: ["test/support/property-seed.ts"],
    testTimeout: options.testTimeout ?? 30_000,
    fileParallelism: options.fileParallelism ?? true,
  },
});

/** Tests of what only a machine with system packages has: the AWS CLI, and Ceph's radosgw (.ci/ceph.sh). */
const systemProjects =
  process.env.POISK_SYSTEM_TESTS === "1"
    ? [
        project("s3-cli", { testTimeout: 120_000, fileParallelism: false }),
        project("ceph", { testTimeout: 300_000, fileParallelism: false }),
      ]
    : [];

export default defineConfig({
  test: {
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
      ...systemProjects,
    ],
  },
});
