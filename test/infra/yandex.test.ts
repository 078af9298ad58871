/**
 * infra/yandex, as far as it can be checked with no account: that it parses, that each argument is one of the
 * provider's documentation (test/fixtures/yandex/provider-arguments.json), and who may do what. Nothing here was
 * applied.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { serveVerb } from "../../functions/cli/commands/serve.ts";
import { locationOptions } from "../../functions/cli/location/open-index.ts";
import { readEvent } from "../../functions/ingest/store-event.ts";
import { serveSettings } from "../../functions/settings/environment.ts";
import {
  type Block,
  type Configuration,
  type Resource,
  readConfiguration,
  renderTemplate,
} from "../../infra/yandex-configuration.ts";
import { defaultKeyLayout, feedRecordsPrefix, statementsPrefix } from "../../src/index/shared.ts";
import { parseBlocks } from "../documentation/documented-page.ts";
import { feedPrefix } from "../support/inside/ingest.ts";

/** The arguments of a resource or a block: whether each is required, and the content of blocks. */
interface Arguments {
  readonly [name: string]: "required" | "optional" | Arguments | readonly string[];
}

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/yandex/${name}.json`, import.meta.url), "utf8"));
const { resources: KNOWN } = fixture("provider-arguments") as { resources: Readonly<Record<string, Arguments>> };

/** Terraform's own arguments of any resource (Terraform's documentation, "Meta-arguments"). */
const META_ARGUMENTS = new Set(["count", "depends_on", "dynamic"]);

let configuration: Configuration;

beforeAll(async () => {
  configuration = await readConfiguration();
});

const ofType = (type: string): readonly Resource[] => configuration.resources.filter((found) => found.type === type);

function body(type: string, name: string): Block {
  const found = ofType(type).find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`There is no ${type}.${name}.`);
  return found.body;
}

/** The blocks of that name in a block, none if there are none. */
const blocks = (parent: Block, name: string): readonly Block[] => (parent[name] ?? []) as readonly Block[];

/** Every text in a value, at any depth. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(texts);
}

/** Lists the references in expressions: `var.x`, `local.x`, `yandex_type.name.attribute`. */
function references(value: unknown): string[] {
  return texts(value).flatMap((text) => text.match(/\b(?:var|local|yandex_[a-z_]+)\.\w+(?:\.\w+)?/g) ?? []);
}

/** Every address of what is wrong in it: an argument that is not known, or one that is required and missing. */
function wrongArguments(parent: Block, known: Arguments, address: string): string[] {
  const given: Block = {
    ...Object.fromEntries(Object.entries(parent).filter(([name]) => !META_ARGUMENTS.has(name))),
    ...dynamicBlocks(parent),
  };
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const rule = name.startsWith(":") ? undefined : known[name];
    if (rule === undefined) return [`${address}.${name} is not known`];
    if (typeof rule === "string") return [];
    return (value as Block[]).flatMap((block) => wrongArguments(block, rule as Arguments, `${address}.${name}`));
  });
  const missing = Object.entries(known)
    .filter(([name, rule]) => rule === "required" && given[name] === undefined)
    .map(([name]) => `${address}.${name} is missing`);
  return [...wrong, ...missing];
}

/** `dynamic "x" { content { … } }` as if it were `x { … }`. */
function dynamicBlocks(parent: Block): Record<string, Block[]> {
  const dynamic = (parent.dynamic ?? {}) as Readonly<Record<string, readonly Block[]>>;
  return Object.fromEntries(
    Object.entries(dynamic).map(([name, found]) => [name, found.flatMap((block) => blocks(block, "content"))]),
  );
}

describe("the configuration", () => {
  it("describes every variable and output, and uses every variable and local", () => {
    const { variables, locals, outputs, resources, others } = configuration;
    const used = new Set(
      references([locals, outputs, resources, others]).map((name) => name.split(".").slice(0, 2).join(".")),
    );
    const unused = [
      ...Object.keys(variables).map((name) => `var.${name}`),
      ...Object.keys(locals).map((name) => `local.${name}`),
    ].filter((name) => !used.has(name));
    expect(unused).toEqual([]);
    for (const [name, { description }] of [...Object.entries(variables), ...Object.entries(outputs)]) {
      expect(description, name).toMatch(/^[A-Z].{10,}\.$/);
    }
    for (const [name, { type }] of Object.entries(variables)) expect(type, name).toBeDefined();
  });

  it("names nothing that is not there", () => {
    const { variables, locals } = configuration;
    const missing = references(configuration).filter((reference) => {
      const [kind = "", name = "", attribute] = reference.split(".");
      if (kind === "var") return variables[name] === undefined;
      if (kind === "local") return locals[name] === undefined;
      const known = KNOWN[kind];
      if (known === undefined || !ofType(kind).some((found) => found.name === name)) return true;
      const attributes = (known[":attributes"] ?? []) as readonly string[];
      return attribute !== undefined && known[attribute] === undefined && !attributes.includes(attribute);
    });
    expect(missing).toEqual([]);
  });

  it("gives resources the arguments that the provider documents, and all that it requires", () => {
    expect(configuration.resources.length).toBeGreaterThan(20);
    const wrong = configuration.resources.flatMap(({ type, name, body: parent }) => {
      const known = KNOWN[type];
      return known === undefined ? [`${type} is not known`] : wrongArguments(parent, known, `${type}.${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it("finds a misspelt argument, one in a block that is made for each, and one that is missing", () => {
    const known = KNOWN.yandex_api_gateway as Arguments;
    const gateway = body("yandex_api_gateway", "search");
    expect(wrongArguments({ ...gateway, execution_time: "30" }, known, "gateway")).toEqual([
      "gateway.execution_time is not known",
    ]);
    const dynamic = { custom_domains: [{ for_each: "", content: [{ fqdn: "a", certificate: "b" }] }] };
    expect(wrongArguments({ ...gateway, dynamic }, known, "gateway")).toEqual([
      "gateway.custom_domains.certificate is not known",
      "gateway.custom_domains.certificate_id is missing",
    ]);
    const { spec: _, ...without } = gateway;
    expect(wrongArguments(without, known, "gateway")).toEqual(["gateway.spec is missing"]);
  });

  it("creates everything in the folder that it is told", () => {
    const takeFolder = configuration.resources.filter(({ type }) => KNOWN[type]?.folder_id !== undefined);
    for (const { type, name, body: parent } of takeFolder) {
      expect(references(parent.folder_id), `${type}.${name}`).toEqual(["var.folder_id"]);
    }
  });
});

describe("secrets", () => {
  it("are made into Lockbox, and never into the state", () => {
    const keys = ofType("yandex_iam_service_account_static_access_key");
    expect(keys.length).toBe(3);
    for (const { name, body: parent } of keys) {
      const [target] = blocks(parent, "output_to_lockbox");
      expect(withoutIndex(target?.secret_id), name).toBe(`\${yandex_lockbox_secret.${name}_keys.id}`);
    }
    expect(references(configuration).filter((name) => /\.(access_key|secret_key)$/.test(name))).toEqual([]);
  });

  it("reach each container from the secret of its own account", () => {
    for (const name of ["query", "ingest", "poll"]) {
      const container = body("yandex_serverless_container", name);
      expect(withoutIndex(container.service_account_id)).toBe(`\${yandex_iam_service_account.${name}.id}`);
      const key = `\${yandex_iam_service_account_static_access_key.${name}.output_to_lockbox_version_id}`;
      const secret = { id: `\${yandex_lockbox_secret.${name}_keys.id}`, version_id: key };
      expect(withoutIndex(container.secrets)).toEqual([
        { ...secret, key: "access-key", environment_variable: "AWS_ACCESS_KEY_ID" },
        { ...secret, key: "secret-key", environment_variable: "AWS_SECRET_ACCESS_KEY" },
      ]);
    }
  });

  it("are in no argument, setting or variable", () => {
    const { variables, resources, others } = configuration;
    const names = [...argumentNames(resources), ...argumentNames(others), ...Object.keys(variables)];
    expect(names.filter((name) => /^(token|access_key|secret_key|.*password.*)$/.test(name))).toEqual([]);
    expect(texts(configuration).filter((text) => /YCA[A-Z]|AQVN|y0_|t1\.[\w-]{20}|AKIA/.test(text))).toEqual([]);
  });
});

/** `x[0].id` as `x.id`: the one of what there is only with feeds. */
function withoutIndex(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll("[0]", ""));
}

/** Names of arguments at any depth. */
function argumentNames(value: unknown): string[] {
  if (value === null || typeof value !== "object") return [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...own, ...Object.values(value).flatMap(argumentNames)];
}

describe("rights", () => {
  it("are those of each account's work, and no more", () => {
    expect(grants()).toEqual({
      query: [
        "container-registry.images.puller on yandex_container_registry.images",
        "lockbox.payloadViewer on yandex_lockbox_secret.query_keys",
        "storage.viewer on yandex_storage_bucket.index",
      ],
      ingest: [
        "container-registry.images.puller on yandex_container_registry.images",
        "lockbox.payloadViewer on yandex_lockbox_secret.ingest_keys",
        "storage.editor on yandex_storage_bucket.index",
        "storage.viewer on yandex_storage_bucket.uploads",
      ],
      poll: [
        "container-registry.images.puller on yandex_container_registry.images",
        "lockbox.payloadViewer on yandex_lockbox_secret.poll_keys",
        "storage.uploader on yandex_storage_bucket.index",
        "storage.uploader on yandex_storage_bucket.uploads",
        "storage.viewer on yandex_storage_bucket.index",
        "storage.viewer on yandex_storage_bucket.uploads",
      ],
      gateway: ["serverless-containers.containerInvoker on yandex_serverless_container.query"],
      triggers: [
        "serverless-containers.containerInvoker on yandex_serverless_container.ingest",
        "serverless-containers.containerInvoker on yandex_serverless_container.poll",
        "ymq.reader on var.folder_id",
        "ymq.writer on var.folder_id",
      ],
    });
  });

  it("are to write uploads only where feeds are asked, and who asks them is only there", () => {
    const onlyWithFeeds = configuration.resources.filter(({ body: parent }) =>
      /\blength\(var\.feeds\) == 0 \? 0 : 1\b/.test(String(parent.count)),
    );
    expect(onlyWithFeeds.map(({ type, name }) => `${type}.${name}`).sort()).toEqual([
      "yandex_function_trigger.poll",
      "yandex_iam_service_account.poll",
      "yandex_iam_service_account_static_access_key.poll",
      "yandex_lockbox_secret.poll_keys",
      "yandex_lockbox_secret_iam_binding.poll_keys",
      "yandex_serverless_container.poll",
      "yandex_serverless_container_iam_binding.poll_callers",
      "yandex_storage_bucket_iam_binding.index_feeds",
      "yandex_storage_bucket_iam_binding.uploads_feeds",
      "yandex_storage_bucket_policy.index",
      "yandex_storage_bucket_policy.uploads",
    ]);
    expect(configuration.locals.poll).toMatch(/^\$\{\[for account in yandex_iam_service_account\.poll : /);
    const [timer] = blocks(body("yandex_function_trigger", "poll"), "timer");
    expect(timer?.cron_expression).toBe(`0/\${var.feed_minutes} * ? * * *`);
    const askers = ofType("yandex_serverless_container").filter((found) =>
      texts(found.body).join().includes("var.feed"),
    );
    expect(askers.map(({ name }) => name)).toEqual(["poll"]);
  });

  it("are to put items of feeds and records of feeds alone, and to read takedowns, as those of the poll function on AWS", () => {
    const may = mayDo({
      uploads: {
        feeds_prefix: `${defaultKeyLayout.uploadsPrefix}feeds/`,
        read_prefix: `${statementsPrefix(defaultKeyLayout)}takedowns/`,
      },
      index: { feeds_prefix: feedRecordsPrefix(defaultKeyLayout), read_prefix: feedRecordsPrefix(defaultKeyLayout) },
    });
    const item = `uploads/${feedPrefix(defaultKeyLayout, "news")}1.json`;
    const record = `index/${feedRecordsPrefix(defaultKeyLayout)}news.json`;
    const takedown = "uploads/articles-statements/takedowns/a.json";
    const others = [
      "uploads/articles/a.json",
      "uploads/articles-statements/removals/a.json",
      "uploads/articles/feedsx/a.json",
      "index/index/manifest.json",
      "index/index/segments/a.segment",
    ];
    const all = [item, record, takedown, ...others];
    const allowed = (account: string, action: string) => all.filter((key) => may(account, action, key));
    expect(allowed("aje-poll", "s3:PutObject")).toEqual([item, record]);
    expect(allowed("aje-poll", "s3:GetObject")).toEqual([item, record, takedown]);
    expect(allowed("aje-poll", "s3:DeleteObject")).toEqual([]);
    expect(["uploads", "index"].filter((bucket) => may("aje-poll", "s3:ListBucket", bucket))).toHaveLength(2);
    // The owner has it by a role, and whoever has none is asked for one first.
    expect(allowed("aje-owner", "s3:PutObject")).toEqual(all);
    const [uploads] = blocks(body("yandex_storage_bucket", "uploads"), "anonymous_access_flags");
    expect(uploads).toBeUndefined();
  });

  it("are bounded by a policy of each bucket that is about the account of the poll container and the bucket's own prefixes", () => {
    for (const [name, prefix] of [
      ["uploads", `feeds_prefix = "\${var.uploads_prefix}feeds/"`],
      ["index", `feeds_prefix = "${feedRecordsPrefix(defaultKeyLayout)}"`],
    ] as const) {
      const { bucket, policy } = body("yandex_storage_bucket_policy", name);
      expect(references(bucket), name).toEqual([`yandex_storage_bucket.${name}.bucket`]);
      expect(references(policy), name).toContain(`yandex_storage_bucket.${name}.bucket`);
      expect(String(policy), name).toContain("feeds-policy.json.tftpl");
      expect(String(policy).replaceAll(/ +/g, " "), name).toContain(prefix);
      expect(withoutIndex(policy), name).toContain("yandex_iam_service_account.poll.id");
    }
  });

  it("are nobody's of the public, but to read the published bucket, where there is one", () => {
    expect(texts(configuration).filter((text) => /system:|allUsers|public-read/.test(text))).toEqual([]);
    const open = configuration.resources.filter(({ body: { anonymous_access_flags: flags } }) => flags !== undefined);
    expect(open.map(({ name }) => name)).toEqual(["published"]);
    const { count, anonymous_access_flags: flags } = body("yandex_storage_bucket", "published");
    expect(count).toMatch(/var\.published_bucket == "" \? 0 : 1/);
    expect(flags).toEqual([{ read: true, list: false, config_read: false }]);
  });
});

interface PolicyRule {
  readonly Effect: string;
  readonly Principal?: { readonly CanonicalUser: readonly string[] };
  readonly NotPrincipal?: { readonly CanonicalUser: readonly string[] };
  readonly Action: "*" | readonly string[];
  readonly Resource: readonly string[];
}

function isAllowedBy(rule: PolicyRule, account: string, action: string, resource: string): boolean {
  const { Effect, Principal, NotPrincipal, Action, Resource } = rule;
  const isOf = Principal?.CanonicalUser.includes(account) ?? NotPrincipal?.CanonicalUser.includes(account) === false;
  const isIn = Resource.some((part) =>
    part.endsWith("*") ? resource.startsWith(part.slice(0, -1)) : resource === part,
  );
  return Effect === "Allow" && isOf && isIn && (Action === "*" || Action.includes(action));
}

/** Judges whether the policies of the buckets, with these prefixes, let an account do something with `bucket/key`. */
function mayDo(prefixes: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const rules = Object.entries(prefixes).flatMap(([bucket, values]) => {
    const policy = renderTemplate("feeds-policy", { bucket, poll_id: "aje-poll", ...values });
    return (policy as { readonly Statement: readonly PolicyRule[] }).Statement;
  });
  return (account: string, action: string, place: string): boolean =>
    rules.some((rule) => isAllowedBy(rule, account, action, `arn:aws:s3:::${place}`));
}

/** Roles by the account that has them: `role on resource`. */
function grants(): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { type, body: parent } of configuration.resources) {
    if (!/_iam_(binding|member)$/.test(type)) continue;
    const subject = ["bucket", "secret_id", "registry_id", "container_id", "folder_id"].find((name) => name in parent);
    const [target = ""] = references(parent[subject ?? ""]);
    const on = target.startsWith("var.") ? target : target.split(".").slice(0, 2).join(".");
    for (const member of references([parent.members, parent.member])) {
      const account = member.replace("local.", "");
      found[account] = [...(found[account] ?? []), `${String(parent.role)} on ${on}`].sort();
    }
  }
  return found;
}

describe("buckets", () => {
  it("have no versions, not even suspended ones: old ones would hold texts that were taken down", () => {
    const buckets = ofType("yandex_storage_bucket");
    expect(buckets.map(({ name }) => name).sort()).toEqual(["index", "published", "uploads"]);
    for (const { name, body: parent } of buckets) expect(parent.versioning, name).toBeUndefined();
  });

  it("let pages of other sites read ranges of the published one, as poisk doctor --public wants", () => {
    const [{ allowed_origins: origins, ...rule } = {}] = blocks(
      body("yandex_storage_bucket", "published"),
      "cors_rule",
    );
    expect(references(origins)).toEqual(["var.cors_origins"]);
    expect(rule).toEqual({
      allowed_methods: ["GET", "HEAD"],
      allowed_headers: ["Range"],
      expose_headers: ["ETag", "Content-Range"],
      max_age_seconds: 86_400,
    });
  });
});

describe("events", () => {
  it("go to the container that indexes (the timer of feeds to the one that asks them), then into a queue, from there to it again, and at last to the dead letters", () => {
    const triggers = ofType("yandex_function_trigger");
    expect(triggers.map(({ name }) => name).sort()).toEqual([
      "maintain",
      "poll",
      "reconcile",
      "retry",
      "statements",
      "uploads",
    ]);
    for (const { name, body: parent } of triggers) {
      const [container] = blocks(parent, "container");
      const called = name === "poll" ? "poll" : "ingest";
      expect(references(withoutIndex(container?.id)), name).toEqual([`yandex_serverless_container.${called}.id`]);
      expect(container?.path, name).toBe("/events");
    }
    const [toQueue] = blocks(body("yandex_function_trigger", "uploads"), "dlq");
    const [fromQueue] = blocks(body("yandex_function_trigger", "retry"), "message_queue");
    expect(references(toQueue?.queue_id)).toEqual(["yandex_message_queue.retry.arn"]);
    expect(references(fromQueue?.queue_id)).toEqual(["yandex_message_queue.retry.arn"]);
    const { redrive_policy: policy } = body("yandex_message_queue", "retry");
    expect(references(policy)).toEqual(["yandex_message_queue.dead_letters.arn"]);
    expect(policy).toMatch(/maxReceiveCount\s*=\s*20\b/);
    expect(body("yandex_message_queue", "dead_letters").redrive_policy).toBeUndefined();
  });

  it("fit into a message of Message Queue, 230 KB, with keys as long as S3 allows", () => {
    const [trigger] = blocks(body("yandex_function_trigger", "uploads"), "object_storage");
    const { messages } = fixture("object-storage-trigger") as { messages: [{ details: { object_id: string } }] };
    const [message] = messages;
    const longest = { ...message, details: { ...message.details, object_id: "k".repeat(1_024) } };
    const batch = { messages: Array.from({ length: Number(trigger?.batch_size) }, () => longest) };
    expect(JSON.stringify(batch).length).toBeLessThan(230 * 1_024);
  });

  it("come of what is under the prefixes of uploads and statements alone: put, replaced and deleted", () => {
    const prefixes = ["uploads", "statements"].map((name) => {
      const [source = {}] = blocks(body("yandex_function_trigger", name), "object_storage");
      expect(source).toMatchObject({ create: true, update: true, delete: true });
      return JSON.stringify(source.prefix);
    });
    const uploadsPrefix = "var.uploads_prefix";
    expect(prefixes[0]).toContain(uploadsPrefix);
    expect(prefixes[1]).toMatch(/trimsuffix\(var\.uploads_prefix, .*\)\}-statements\//);
    expect(statementsPrefix({ uploadsPrefix: "news/", indexPrefix: "index/" })).toBe("news-statements/");
  });
});

describe("the containers", () => {
  const argumentsOf = (name: string): string[] => {
    const [image = {}] = blocks(body("yandex_serverless_container", name), "image");
    return texts([image.args, configuration.locals.place]).flatMap((text) => text.match(/--[a-z-]+/g) ?? []);
  };

  it("are given options that serve has", () => {
    const known = [...(serveVerb.options ?? []), ...locationOptions].map(({ long }) => long);
    for (const name of ["query", "ingest", "poll"]) {
      expect(
        argumentsOf(name).filter((option) => !known.includes(option)),
        name,
      ).toEqual([]);
    }
    for (const name of ["ingest", "poll"])
      expect(argumentsOf(name)).toEqual(expect.arrayContaining(["--ingest-only", "--events", "--every"]));
    expect(argumentsOf("query")).toContain("--no-ingest");
  });

  it("say what comes behind the image's own beginning, the command", () => {
    const [, beginning] =
      /^ENTRYPOINT (.*)$/m.exec(readFileSync(new URL("../../Dockerfile", import.meta.url), "utf8")) ?? [];
    expect(beginning).toBe('["node", "/poisk/main.js"]');
    for (const name of ["query", "ingest", "poll"]) {
      const [image = {}] = blocks(body("yandex_serverless_container", name), "image");
      expect(image.args, name).toMatch(/^\$\{concat\(\["serve",/);
      expect(image.command, name).toBeUndefined();
    }
  });

  it("are given settings that serve has", () => {
    for (const name of ["query", "ingest", "poll"]) {
      const [image = {}] = blocks(body("yandex_serverless_container", name), "image");
      const names = texts([argumentNames(image.environment), image.environment]).flatMap(
        (text) => text.match(/\bPOISK_\w+/g) ?? [],
      );
      expect(names.length, name).toBeGreaterThan(0);
      expect(
        names.filter((setting) => !(setting in serveSettings.entries)),
        name,
      ).toEqual([]);
    }
  });

  it("understand what each trigger posts: uploads, as Object Storage and as the queue tells of them, and timers", () => {
    const watched = { bucket: "news-example-uploads", layout: defaultKeyLayout };
    const keys = ["articles/2026/11/most.html", "articles/2026/11/ледоход на Неве.txt", "articles/2026/10/old.html"];
    for (const name of ["object-storage-trigger", "message-queue-trigger"]) {
      expect(readEvent(fixture(name), watched), name).toMatchObject({ keys, tasks: [], ignored: 0, faults: [] });
    }
    for (const name of ["maintain", "reconcile", "poll"]) {
      const [timer] = blocks(body("yandex_function_trigger", name), "timer");
      expect(timer?.payload).toBe(name);
      const event = fixture(`timer-trigger-${name}`);
      expect(readEvent(event, watched)).toMatchObject({ keys: [], tasks: [name], faults: [] });
    }
  });
});

describe("the gateway", () => {
  const values = { name: "news", container_id: "bba1", service_account_id: "aje1", requests_per_second: 50 };

  it("limits requests, and lets them through to the container that answers searches alone", () => {
    const { spec } = body("yandex_api_gateway", "search");
    expect(references(spec)).toEqual([
      "var.name",
      "yandex_serverless_container.query.id",
      "yandex_iam_service_account.gateway.id",
      "var.requests_per_second",
    ]);
    expect(texts(spec).join("")).toContain("gateway.json.tftpl");
    for (const name of Object.keys(values)) expect(spec).toMatch(new RegExp(`\\b${name}\\s*=`));
    expect(renderTemplate("gateway", values)).toMatchObject({
      openapi: "3.0.0",
      "x-yc-apigateway": { service_account_id: "aje1", rateLimit: { allRequests: { rps: 50 } } },
    });
  });

  it("takes GET, HEAD and OPTIONS of any path, as the search box and its pages ask", () => {
    const { paths } = renderTemplate("gateway", values) as { paths: Record<string, Record<string, Block>> };
    expect(Object.keys(paths)).toEqual(["/", "/{path+}"]);
    for (const [path, operations] of Object.entries(paths)) {
      expect(Object.keys(operations)).toEqual(["get", "head", "options"]);
      for (const operation of Object.values(operations)) {
        const integration = { type: "serverless_containers", container_id: "bba1" };
        expect(operation["x-yc-apigateway-integration"], path).toEqual(integration);
      }
    }
  });
});

describe("the pages of it", () => {
  const read = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");
  const pages = ["yandex.md", "yandex.ru.md"].map((name) => ({
    name,
    text: read(name),
    blocks: parseBlocks(name, read(name)),
  }));

  it("set variables that there are, and all that have no default", () => {
    for (const { name, blocks: found } of pages) {
      const settings = found.find(({ language }) => language === "hcl")?.text ?? "";
      const set = (settings.match(/^[a-z_]+(?= *=)/gm) ?? []).sort();
      const { variables } = configuration;
      expect(
        set.filter((variable) => variables[variable] === undefined),
        name,
      ).toEqual([]);
      const required = Object.keys(variables).filter((variable) => !("default" in (variables[variable] ?? {})));
      expect(set, name).toEqual(expect.arrayContaining(required));
    }
  });

  it("name outputs and resources that there are", () => {
    const { outputs, resources } = configuration;
    for (const { name, text } of pages) {
      const named = text.match(/terraform output (?:-raw )?\w+/g)?.map((command) => command.replace(/.* /, "")) ?? [];
      expect(named.length, name).toBeGreaterThan(3);
      expect(
        named.filter((output) => outputs[output] === undefined),
        name,
      ).toEqual([]);
      const targets = text.match(/yandex_[a-z_]+\.\w+/g) ?? [];
      const addresses = resources.map((resource) => `${resource.type}.${resource.name}`);
      expect(
        targets.filter((target) => !addresses.includes(target)),
        name,
      ).toEqual([]);
      const variable = text.match(/`(image_tag|domain|certificate_id|published_bucket|requests_per_second|settings)`/g);
      expect(variable?.length, name).toBeGreaterThan(5);
    }
  });

  it("show the same commands in both languages", () => {
    const [english, russian] = pages.map((page) => page.blocks.map(({ text }) => text.replace(/#.*/g, "")));
    expect(russian).toEqual(english);
  });
});
