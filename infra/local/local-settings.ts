/**
 * Reads the settings of the local server from the environment: `PORT`, `S3_PORT`, `DEMO_PORT`, `DATA_DIR`, each with a
 * default, and those of answers, which it shares with the query function.
 */
import { fileURLToPath } from "node:url";
import { CommandFailure } from "../../functions/cli/terminal/failure.ts";
import { type ChosenAnswers, chooseAnswers } from "../../functions/query/answer-settings.ts";
import { answerSettings, type EnvironmentVariables, parseEnvironment } from "../../functions/settings/environment.ts";

/** Names of the sources of the sample articles. */
const SAMPLE_WORDS = fileURLToPath(new URL("samples/words.txt", import.meta.url));

/** The server's port on 127.0.0.1, and the folder of the bucket. Port 0 is any free one. */
export interface LocalSettings {
  readonly port: number;
  readonly s3Port: number;
  /** Port of a site on another origin that embeds the search box. */
  readonly demoPort: number;
  readonly dataFolder: string;
  readonly answers: ChosenAnswers;
}

/** CommandFailure where a port cannot be used, `invalid-options` of the others. */
export function parseLocalSettings(variables: EnvironmentVariables): LocalSettings {
  const port = parsePort("PORT", variables.PORT, 8080);
  const s3Port = parsePort("S3_PORT", variables.S3_PORT, 9000);
  const demoPort = parsePort("DEMO_PORT", variables.DEMO_PORT, 8090);
  refuseSamePort({ PORT: port, S3_PORT: s3Port, DEMO_PORT: demoPort });
  const wordsFile = variables.POISK_WORDS_FILE || SAMPLE_WORDS;
  // The pictures of the samples are the server's own.
  const pictures = variables.POISK_PICTURES || "on";
  const ofSamples = { ...variables, POISK_PICTURES: pictures, POISK_WORDS_FILE: wordsFile };
  const answers = chooseAnswers(parseEnvironment(ofSamples, answerSettings), false);
  return { port, s3Port, demoPort, dataFolder: variables.DATA_DIR || ".data", answers };
}

/** The variable of a port. */
export type PortName = "PORT" | "S3_PORT" | "DEMO_PORT";

/** Port 0 is any free one, however often it is named. */
function refuseSamePort(ports: Readonly<Record<PortName, number>>): void {
  const named = Object.entries(ports).filter(([, port]) => port !== 0);
  for (const [index, [name, port]] of named.entries()) {
    const [before] = named.slice(0, index).find(([, other]) => other === port) ?? [];
    if (before !== undefined) throw new CommandFailure(`${before} and ${name} are both ${port}. Set one to another.`);
  }
}

function parsePort(name: string, text: string | undefined, absent: number): number {
  if (text === undefined || text === "") return absent;
  const port = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && port <= 65_535) return port;
  throw new CommandFailure(`${name} must be a port, a whole number up to 65535, not ${JSON.stringify(text)}.`);
}

/** Explains a failure to listen to the person who started the server. */
export function listenFailure(name: PortName, port: number, failure: unknown): unknown {
  const { code } = failure as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") {
    const advice = `Stop it, or choose another port: ${name}=${port < 65_535 ? port + 1 : port - 1} npm start`;
    return new CommandFailure(`Port ${port} is taken by another program. ${advice}`);
  }
  if (code === "EACCES") return new CommandFailure(`Port ${port} is not open to you. Set ${name} to one above 1023.`);
  return failure;
}

/** Explains a failure to make the bucket's folder to the person who started the server. */
export function folderFailure(folder: string, failure: unknown): unknown {
  const { code } = failure as NodeJS.ErrnoException;
  if (code === undefined) return failure;
  const reason = code === "EEXIST" || code === "ENOTDIR" ? "a file is in its way" : code;
  return new CommandFailure(
    `The folder ${folder} cannot be made: ${reason}. Choose another: DATA_DIR=FOLDER npm start`,
  );
}
