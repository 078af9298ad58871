/**
 * Reads infra/yandex as data, with the parser of HashiCorp's own language. Nothing is evaluated: an expression stays
 * the text between `${` and `}`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "@cdktf/hcl2json";

const FOLDER = fileURLToPath(new URL("./yandex", import.meta.url));

/** Arguments of a block by name; a block within it is an array of such. */
export interface Block {
  readonly [argument: string]: unknown;
}

/** A resource: `type` begins with `yandex_`. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly body: Block;
}

/** The contents of all files together, as Terraform reads a folder. */
export interface Configuration {
  readonly variables: Readonly<Record<string, Block>>;
  readonly locals: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, Block>>;
  readonly resources: readonly Resource[];
  /** `terraform` and `provider`. */
  readonly others: readonly unknown[];
}

/** The parser's result for a file: blocks by type and labels, an array of each since a name may occur twice. */
interface ParsedFile {
  readonly variable?: Readonly<Record<string, readonly Block[]>>;
  readonly locals?: readonly Block[];
  readonly output?: Readonly<Record<string, readonly Block[]>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, readonly Block[]>>>>;
  readonly terraform?: unknown;
  readonly provider?: unknown;
}

/**
 * Fails where a file does not parse, where a name is said twice, and where there is a kind of block that is not known
 * here.
 */
export async function readConfiguration(): Promise<Configuration> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".tf"));
  const files = await Promise.all(
    names.map(async (name) => (await parse(name, readFileSync(join(FOLDER, name), "utf8"))) as ParsedFile),
  );
  const known = new Set(["variable", "locals", "output", "resource", "terraform", "provider"]);
  const unknown = files.flatMap((file) => Object.keys(file)).filter((kind) => !known.has(kind));
  if (unknown.length > 0) throw new Error(`Blocks of these kinds are not looked at: ${unknown.join(", ")}.`);
  return {
    variables: merged(files.flatMap(({ variable = {} }) => Object.entries(variable).map(single))),
    locals: merged(files.flatMap(({ locals = [] }) => locals.flatMap((block) => Object.entries(block)))),
    outputs: merged(files.flatMap(({ output = {} }) => Object.entries(output).map(single))),
    resources: files.flatMap(({ resource = {} }) =>
      Object.entries(resource).flatMap(([type, named]) =>
        Object.entries(named).map((entry) => {
          const [name, body] = single(entry);
          return { type, name, body };
        }),
      ),
    ),
    others: files.flatMap(({ terraform = [], provider = [] }) => [terraform, provider]),
  };
}

/** A template such as `gateway`, with values in the place of what it is made for. */
export function renderTemplate(template: string, values: Readonly<Record<string, string | number>>): unknown {
  const content = readFileSync(join(FOLDER, `${template}.json.tftpl`), "utf8");
  const text = content.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The template ${template} asks for ${name}, which nothing gives.`);
    return String(value);
  });
  return JSON.parse(text);
}

function single([name, blocks]: readonly [string, readonly Block[]]): readonly [string, Block] {
  const [block, ...others] = blocks;
  if (block === undefined || others.length > 0) throw new Error(`${name} is said ${blocks.length} times.`);
  return [name, block];
}

function merged<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  const found = new Map(entries);
  if (found.size < entries.length)
    throw new Error(`A name is said twice: ${entries.map(([name]) => name).join(", ")}.`);
  return Object.fromEntries(found);
}
