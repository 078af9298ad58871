/**
 * `poisk completion SHELL`: a script with which bash, zsh or fish completes verbs, options and their values. It is made of
 * commander's own tree, so that there is no second list of them.
 */
import type { Command, Option } from "commander";
import { UsageError } from "../terminal/failure.ts";
import type { Verb } from "./verb.ts";

export const completionVerb: Verb = {
  name: "completion",
  group: "Help",
  summary: "print a script with which a shell completes verbs, options and values",
  argument: ["<shell>", "the shell that reads it", ["bash", "zsh", "fish"]],
  hasIndex: false,
  examples: [
    "completion bash > ~/.poisk-completion  # and source it in ~/.bashrc",
    "completion zsh > ~/.zfunc/_poisk  # a folder of fpath",
    "completion fish > ~/.config/fish/completions/poisk.fish",
  ],
  run: async ({ words: [shell = ""], terminal, command }) => {
    const write = SCRIPTS[shell];
    if (write === undefined || command.parent === null) throw new UsageError(`There is no script for ${shell}.`);
    const script = write(nodesOf(command.parent));
    terminal.print(script);
    return { value: { shell, script } };
  },
};

/** A verb, with what may stand behind it. */
interface Node {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly Option[];
  /** What the first argument may be; empty: a file, or anything. */
  readonly values: readonly string[];
}

function nodesOf(program: Command): Node[] {
  const help = program.createHelp();
  const verbs = help.visibleCommands(program);
  return verbs.map((verb) => ({
    name: verb.name(),
    summary: help.subcommandDescription(verb),
    options: help.visibleOptions(verb),
    values:
      verb.name() === "help" ? verbs.map((other) => other.name()) : (verb.registeredArguments[0]?.argChoices ?? []),
  }));
}

const SCRIPTS: Readonly<Record<string, (nodes: readonly Node[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Where nothing of ours fits, bash completes files. */
function bashScript(nodes: readonly Node[]): string {
  const names = nodes.map(({ name }) => name).join(" ");
  const values = nodes.flatMap(({ name, options }) =>
    options
      .filter((option) => option.required)
      .map((option) => `    ${quoted(`${name} ${option.long}`)}) words=${quoted(choicesOf(option))} ;;`),
  );
  const verbs = nodes.flatMap(({ name, options, values: first }) => [
    `      ${quoted(`${name} -`)}) words=${quoted(options.map(({ long }) => long).join(" "))} ;;`,
    ...(first.length === 0 ? [] : [`      ${quoted(`${name} `)}) words=${quoted(first.join(" "))} ;;`]),
  ]);
  return `# Completes poisk in bash. Made by: poisk completion bash
_poisk() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} verb= words= dash= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} != -* ]]; then
      verb=\${COMP_WORDS[i]}
      break
    fi
  done
  [[ $current == -* ]] && dash=-
  case "$verb $previous" in
${values.join("\n")}
    *) case "$verb $dash" in
      ' ') words=${quoted(names)} ;;
      ' -') words='--help --version' ;;
${verbs.join("\n")}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _poisk poisk`;
}

function zshScript(nodes: readonly Node[]): string {
  const verbs = nodes.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const cases = nodes.flatMap(({ name, options, values }) => [
    `    ${name}) _arguments \\`,
    ...options.map((option) => `      ${quoted(zshOption(option))} \\`),
    `      ${quoted(values.length === 0 ? "*:file:_files" : `1:value:(${values.join(" ")})`)} ;;`,
  ]);
  return `#compdef poisk
# Completes poisk in zsh. Made by: poisk completion zsh
_poisk() {
  local -a verbs
  verbs=(
${verbs.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${cases.join("\n")}
  esac
}
# A file of fpath is the function itself; a script that is sourced names the function for poisk.
if [[ $funcstack[1] == _poisk ]]; then _poisk "$@"; else compdef _poisk poisk; fi`;
}

/** `--match[by which words]:mode:(auto all any)` */
function zshOption(option: Option): string {
  const description = option.description.replace(/[[\]:\\]/g, "\\$&");
  if (!option.required) return `${option.long}[${description}]`;
  const choices = choicesOf(option);
  return `*${option.long}[${description}]:${option.attributeName()}:${choices === "" ? "_files" : `(${choices})`}`;
}

function fishScript(nodes: readonly Node[]): string {
  const lines = nodes.flatMap(({ name, summary, options, values }) => {
    const own = `complete -c poisk -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      `complete -c poisk -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...(values.length === 0 ? [] : [`${own} -f -a ${quoted(values.join(" "))}`]),
      ...options.map((option) => {
        const choices = choicesOf(option);
        const value = !option.required ? "" : choices === "" ? " -r" : ` -x -a ${quoted(choices)}`;
        return `${own} -l ${option.long?.slice(2)}${value} -d ${quoted(option.description)}`;
      }),
    ];
  });
  return ["# Completes poisk in fish. Made by: poisk completion fish", ...lines].join("\n");
}

function choicesOf(option: Option): string {
  return (option.argChoices ?? []).join(" ");
}

/** In single quotes, in which none of the three shells looks for anything; fish alone reads a backslash there, and none is left. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
