/**
 * Reads a Dockerfile as far as this repository writes one (Dockerfile reference,
 * https://docs.docker.com/reference/dockerfile/): one stage, lines that go on behind a backslash, comments, and the
 * instructions below.
 */

export interface Dockerfile {
  readonly from: string;
  /** Steps that are run in the image, in order. */
  readonly steps: readonly DockerfileStep[];
  /** User as numbers, `65532:65532`. */
  readonly user: string;
  readonly workdir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthCommand: readonly string[];
}

export type DockerfileStep =
  | { readonly kind: "run"; readonly shell: string }
  | { readonly kind: "copy"; readonly from: readonly string[]; readonly to: string };

/** Throws on what it does not know, so that no instruction is passed over. */
export function parseDockerfile(text: string): Dockerfile {
  const lines = text
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const steps: DockerfileStep[] = [];
  const environment: Record<string, string> = {};
  const single = new Map<string, string>();
  for (const line of lines) {
    const [, name = "", rest = ""] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    if (name === "RUN") steps.push({ kind: "run", shell: rest });
    else if (name === "COPY") {
      const paths = rest.split(" ");
      steps.push({ kind: "copy", from: paths.slice(0, -1), to: paths.at(-1) ?? "" });
    } else if (name === "ENV") {
      const [key = "", value = ""] = rest.split("=");
      environment[key] = value;
    } else if (/^(FROM|USER|WORKDIR|EXPOSE|HEALTHCHECK|ENTRYPOINT|CMD)$/.test(name) && !single.has(name)) {
      single.set(name, rest);
    } else throw new Error(`The Dockerfile has an instruction that is not known, or twice: ${line}`);
  }
  const one = (name: string): string => {
    const value = single.get(name);
    if (value === undefined) throw new Error(`The Dockerfile has no ${name}.`);
    return value;
  };
  return {
    from: one("FROM"),
    steps,
    user: one("USER"),
    workdir: one("WORKDIR"),
    environment,
    entrypoint: JSON.parse(one("ENTRYPOINT")),
    command: JSON.parse(one("CMD")),
    healthCommand: JSON.parse(one("HEALTHCHECK").replace(/^.*? CMD /, "")),
  };
}
