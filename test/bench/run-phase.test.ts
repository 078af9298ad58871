import { afterAll, beforeAll, expect, it } from "vitest";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { bundleEngineProcess } from "./engine-bundle.ts";
import { runPhase } from "./run-phase.ts";

const request = { phase: "build", engine: "minisearch", folder: "/nonexistent", queriesPath: "/nonexistent" } as const;

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let program: string;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  program = await bundleEngineProcess(folder.path);
});
afterAll(() => folder.remove());

it("ends an engine that takes longer than its limit, and says so", async () => {
  const phase = runPhase(program, { ...request, articlesPath: "/dev/zero" }, 0.001, () => {});
  await expect(phase).rejects.toThrow("build: not done in 0.001 minutes, and ended.");
});

it("brings back what an engine that failed said of it", async () => {
  const phase = runPhase(program, { ...request, articlesPath: "/nonexistent" }, 5, () => {});
  await expect(phase).rejects.toThrow(/ENOENT/);
});
