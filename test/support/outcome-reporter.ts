/**
 * Writes the whole outcome of a run of the tests: `.ci/run` adds up several runs, and its last lines must name every
 * reason of a failure. Vitest's own JSON has neither an error outside of every test nor a hook that failed after its
 * tests had passed, though both fail the run.
 */
import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

type Failure = ReturnType<TestModule["errors"]>[number];

export interface RunOutcome {
  readonly passed: number;
  /** Tests, hooks and files that failed, and errors outside of them: 0 exactly where the run passed. */
  readonly failed: number;
  /** A line or more for each, with the place of the test and what it said. */
  readonly failures: readonly string[];
}

/** Writes a `RunOutcome` to `path` as JSON at the end of the run. */
export class OutcomeReporter implements Reporter {
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  onTestRunEnd(modules: readonly TestModule[], outsideErrors: readonly Failure[]): void {
    const failures = [
      ...modules.flatMap((module) => [
        ...listFailures(module, ""),
        ...[...module.children.allSuites()].flatMap((suite) => listFailures(suite, ` > ${suite.fullName}`)),
        ...[...module.children.allTests("failed")].flatMap((test) => listFailures(test, ` > ${test.fullName}`)),
      ]),
      ...outsideErrors.map((error) => describeFailure("Outside of every test", error)),
    ];
    const passed = modules.reduce((sum, module) => sum + [...module.children.allTests("passed")].length, 0);
    writeFileSync(this.path, JSON.stringify({ passed, failed: failures.length, failures } satisfies RunOutcome));
  }
}

/** One failure of a test, whatever number of its assertions failed; every one of a hook and of a file. */
function listFailures(task: TestModule | TestSuite | TestCase, name: string): string[] {
  const module = task.type === "module" ? task : task.module;
  const place = `${module.project.name}: ${relative(process.cwd(), module.moduleId)}${name}`;
  if (task.type !== "test") return task.errors().map((error) => describeFailure(place, error));
  return [describeFailure(place, task.result().errors?.[0])];
}

function describeFailure(place: string, error: Failure | undefined): string {
  return `${place}\n  ${error?.stack ?? error?.message ?? "no error was told"}`;
}
