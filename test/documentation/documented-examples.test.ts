/**
 * Every fenced block of README.md, README.ru.md, CONTRIBUTING.md and docs/*.md: commands and requests are run as typed
 * in a fresh clone beside `npm start`, page by page and in the page's order, and must answer what the page shows.
 * Blocks that no single machine can run, and blocks of other languages, are listed here; a new block that is neither
 * run nor listed fails.
 */
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  commandsOf,
  type DocumentedBlock,
  type DocumentedCommand,
  differencesOf,
  parseBlocks,
  parseShownJson,
  textDifferences,
} from "./documented-page.ts";
import { type RunningStart, startInClone } from "./running-start.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const pages = [
  "README.md",
  "README.ru.md",
  "CONTRIBUTING.md",
  ...readdirSync(new URL("../../docs", import.meta.url)).map((name) => `docs/${name}`),
].filter((name) => name.endsWith(".md"));

interface Exception {
  readonly page: string;
  /** A heading that the block stands under, or any where it is left out. */
  readonly under?: string;
  /** Beginning of the block. */
  readonly begins?: string;
  readonly why: string;
}

/** Commands that are not run here. */
const NOT_RUN: readonly Exception[] = [
  ...["README.md", "README.ru.md"].flatMap((page): Exception[] => [
    { page, begins: "npm ci && npm start", why: "done before this test: installation, and the server beside it" },
    { page, begins: "npm ci && npm run deploy", why: "needs an AWS account; test/infra synthesises the stack" },
  ]),
  {
    page: "docs/aws.md",
    why: "needs an AWS account; test/infra synthesises the stack, and runs the state machine of the backfill",
  },
  ...["docs/yandex.md", "docs/yandex.ru.md"].map((page) => ({
    page,
    why: "needs an account of Yandex Cloud; test/infra/yandex.test.ts compares what is applied with the documentation",
  })),
  {
    page: "docs/operations.md",
    begins: "poisk remove --id parom-1 --distribution",
    why: "needs a CloudFront distribution",
  },
  {
    page: "docs/importing.md",
    begins: "poisk import vestnik.WordPress",
    why: "needs exports of other systems; test/functions/cli-exports.test.ts makes some",
  },
  {
    page: "docs/importing.md",
    begins: "poisk import --sitemap",
    why: "needs a site; test/functions/site-import.test.ts serves some",
  },
  {
    page: "docs/operations.md",
    begins: "poisk doctor --bucket news --index-bucket",
    why: "needs two buckets at AWS; test/functions/cli-two-buckets.test.ts",
  },
  {
    page: "docs/operations.md",
    under: "A full disk",
    why: "needs a full disk; test/disk/serve.test.ts",
  },
  {
    page: "docs/self-hosting.md",
    begins: "poisk serve",
    why: "runs until it is stopped; test/functions/serve.long.test.ts",
  },
  {
    page: "docs/push.md",
    why: "needs a server that takes what is pushed; test/shells/push-recipes.test.ts and test/unit/push",
  },
  {
    page: "docs/self-hosting.md",
    under: "In a container",
    why: "needs a container engine; test/runtime/container.test.ts carries out the steps of the image",
  },
  {
    page: "docs/static.md",
    begins: "poisk publish --to s3://",
    why: "needs a bucket and its keys; test/functions/cli-publish.test.ts publishes to one",
  },
  {
    page: "docs/static.md",
    begins: "poisk preview",
    why: "serves until a signal; test/functions/preview.test.ts runs it",
  },
  {
    page: "docs/static.md",
    begins: "poisk doctor --public",
    why: "needs a host of files; test/functions/doctor-public.test.ts",
  },
  { page: "docs/benchmarks.md", begins: "npm run bench", why: "takes minutes to hours; test/bench runs the parts" },
];

/** Commands that need the AWS CLI run where the tests of system packages do. */
const needsAwsCli = ({ text }: DocumentedBlock) => /^aws /m.test(text);
const hasSystemPackages = process.env.SYSTEM_TESTS === "1";

/** Blocks that are no commands, and which test holds them. */
const NO_COMMANDS: readonly (Exception & { readonly language: string })[] = [
  {
    page: "docs/library.md",
    language: "ts",
    why: "test/infra/package.test.ts runs and type-checks it",
  },
  { page: "docs/widget.md", language: "ts", why: "test/documentation/documented-code.test.ts type-checks it" },
  { page: "docs/widget.md", language: "tsx", why: "test/documentation/documented-code.test.ts type-checks it" },
  {
    page: "docs/widget.md",
    language: "vue",
    why: "test/browser/framework-wrappers.test.ts compiles and runs it",
  },
  { page: "docs/widget.md", language: "js", why: "test/documentation/documented-code.test.ts type-checks it" },
  ...["docs/yandex.md", "docs/yandex.ru.md"].map((page) => ({
    page,
    language: "hcl",
    why: "test/infra/yandex.test.ts looks up the variables",
  })),
  ...["README.md", "README.ru.md", "docs/widget.md", "docs/http-api.md", "docs/yandex.md", "docs/yandex.ru.md"].map(
    (page) => ({
      page,
      language: "html",
      why: "test/documentation/documented-code.test.ts looks up elements and attributes",
    }),
  ),
  {
    page: "docs/widget.md",
    language: "css",
    why: "test/documentation/documented-code.test.ts looks up properties and parts",
  },
  { page: "docs/widget.md", language: "http", why: "test/browser/widget-host.test.ts is under this policy" },
  { page: "docs/uploads.md", language: "text", why: "test/unit/uploads-page.test.ts reads it as an upload" },
  {
    page: "docs/uploads.md",
    language: "json",
    why: "test/unit/uploads-page.test.ts reads it, or compares what is read",
  },
  { page: "docs/operations.md", language: "text", under: "Synonyms", why: "read below" },
  ...["js", "ts", "toml"].map((language) => ({
    page: "docs/edge.md",
    language,
    why: "test/edge/edge.test.ts runs it in each runtime",
  })),
  { page: "docs/static.md", language: "nginx", why: "nginx is not on every machine" },
  {
    page: "docs/static.md",
    language: "yaml",
    why: "test/functions/static-workflow.long.test.ts runs its commands twice",
  },
  { page: "docs/aws.md", language: "json", why: "settings of a stack and of a bucket at AWS" },
  { page: "docs/architecture.md", language: "text", why: "the names of the bucket's objects" },
  {
    page: "docs/architecture.md",
    language: "mermaid",
    why: "drawings; test/unit/architecture.test.ts holds the arrows",
  },
  {
    page: "docs/self-hosting.md",
    language: "ini",
    why: "systemd is not on every machine; test/runtime/container.test.ts has it read",
  },
];

const applies = (block: DocumentedBlock, { page, under, begins }: Exception): boolean =>
  block.place.startsWith(`${page}:`) &&
  (under === undefined || block.headings.includes(under)) &&
  (begins === undefined || block.text.startsWith(begins));

const blocks = pages.flatMap((page) => parseBlocks(page, read(page)));
const commands = commandsOf(blocks);
const isLeftOut = (block: DocumentedBlock) => NOT_RUN.some((exception) => applies(block, exception));
const isRun = (command: DocumentedCommand) => !isLeftOut(command) && (hasSystemPackages || !needsAwsCli(command));

describe("the blocks of the documentation", () => {
  it("are commands that are run, their answers, or listed with a reason", () => {
    const accounted = new Set<DocumentedBlock>(commands.flatMap((command) => [command, command.answer ?? command]));
    const places = new Set([...accounted].map(({ place }) => place));
    const others = blocks.filter(
      (block) =>
        !places.has(block.place) &&
        !NO_COMMANDS.some((exception) => exception.language === block.language && applies(block, exception)),
    );
    expect(others.map(({ place, language }) => `${place} ${language}`)).toEqual([]);
  });

  it("are there for every exception", () => {
    const unused = [
      ...NOT_RUN.filter((exception) => !commands.some((block) => applies(block, exception))),
      ...NO_COMMANDS.filter(
        (exception) => !blocks.some((block) => block.language === exception.language && applies(block, exception)),
      ),
    ];
    expect(unused).toEqual([]);
  });

  it("show an answer of each kind of request", () => {
    expect(commands.filter((command) => isRun(command) && command.answer !== null).length).toBeGreaterThanOrEqual(10);
  });
});

/** Tells whether a command only reads, so that it may be repeated until a recent upload is found. */
const isQuestion = ({ text }: DocumentedCommand) =>
  text.split("\n").every((line) => /^(curl (?!.*-T )| |poisk search|npm run (--silent )?poisk -- search)/.test(line));

function differences({ answer }: DocumentedCommand, stdout: string): string[] {
  if (answer === null) return [];
  if (answer.language === "text") return textDifferences(answer.text, stdout);
  return differencesOf(parseShownJson(answer.text), JSON.parse(stdout));
}

const LAG = { timeout: 20_000, interval: 250 };

describe.each(
  pages.filter((page) => commands.some((command) => command.place.startsWith(`${page}:`) && isRun(command))),
)("the commands of %s", (page) => {
  let start: RunningStart;
  beforeAll(async () => {
    start = await startInClone();
  }, 120_000);
  afterAll(() => start.stop(), 60_000);

  it.each(commands.filter((command) => command.place.startsWith(`${page}:`) && isRun(command)))(
    "work as typed, and answer what is shown: $place",
    async (command) => {
      const ask = async () => {
        const { exitCode, stdout, stderr } = await start.run(command.text);
        expect([exitCode, exitCode === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
        expect(differences(command, stdout)).toEqual([]);
      };
      if (isQuestion(command)) await vi.waitFor(ask, LAG);
      else await ask();
    },
    180_000,
  );
});
