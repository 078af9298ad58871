import { expect, it } from "vitest";
import { runPhase } from "./run-phase.ts";

const request = { phase: "build", engine: "minisearch", folder: "/nonexistent", queriesPath: "/nonexistent" } as const;

it("ends an engine that takes longer than its limit, and says so", async () => {
  const phase = runPhase({ ...request, articlesPath: "/dev/zero" }, 0.001, () => {});
  await expect(phase).rejects.toThrow("build: not done in 0.001 minutes, and ended.");
});

it("brings back what an engine that failed said of it", async () => {
  const phase = runPhase({ ...request, articlesPath: "/nonexistent" }, 5, () => {});
  await expect(phase).rejects.toThrow(/ENOENT/);
});
