/** Paths that a person types behind `npm run poisk --`, in any folder of the repository. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { typedPath } from "../../../functions/cli/location/typed-path.ts";
import { runCommand } from "../../../functions/cli/program/program.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";

const npm = { INIT_CWD: "/top/examples", npm_lifecycle_event: "poisk", npm_package_name: "poisk" };

describe("a typed path", () => {
  it.each([
    ["page.txt", "examples/page.txt"],
    ["../README.md", "README.md"],
    ["..", "."],
    ["../../elsewhere/a.txt", "../elsewhere/a.txt"],
  ])("is one of the folder where it was typed: %s", (typed, opened) => {
    expect(typedPath(typed, npm, "/top")).toBe(opened);
  });

  it.each(["/top/a.txt", "-", "", "s3://news/site/", "https://news.example/"])(
    "stays where it is none: %s",
    (typed) => {
      expect(typedPath(typed, npm, "/top")).toBe(typed);
    },
  );

  it.each([
    ["without npm", {}],
    ["in the top folder", { ...npm, INIT_CWD: "/top" }],
    ["in a script of another name", { ...npm, npm_lifecycle_event: "index" }],
    ["in another package's script", { ...npm, npm_package_name: "site" }],
  ])("stays as it is %s", (_, environment) => {
    expect(typedPath("./page.txt", environment, "/top")).toBe("./page.txt");
  });
});

describe("npm run poisk", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  const before = { ...process.env };
  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    Object.assign(process.env, { ...npm, INIT_CWD: folder.path });
  });
  afterAll(async () => {
    for (const name of Object.keys(npm)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    await folder.remove();
  });

  it("takes files and folders, as arguments and as options, from the folder where it was typed", async () => {
    await writeFile(
      join(folder.path, "note.txt"),
      "Паром вышел в рейс на две недели раньше, сообщил капитан. ".repeat(3),
    );
    const terminal = createRecordingTerminal();
    const put = await runCommand(["put", "note.txt", "--data-dir", "own"], terminal);
    expect([put, terminal.noted]).toEqual([0, []]);
    const found = createRecordingTerminal();
    await runCommand(["search", "паром", "--data-dir", join(folder.path, "own")], found);
    expect(found.printed.join("\n")).toContain("сообщил капитан");
  });
});
