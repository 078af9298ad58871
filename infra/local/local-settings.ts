/**
 * What the environment says of the local server: `PORT`, `S3_PORT`, `DATA_DIR`, each with a default.
 */

/** Where the server listens, on 127.0.0.1, and the folder of the bucket. Port 0 is any free one. */
export interface LocalSettings {
  readonly port: number;
  readonly s3Port: number;
  readonly dataFolder: string;
}

/** A setting that cannot be used, or that clashes with the machine; the message says which and what to do. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

export function parseLocalSettings(variables: Readonly<Record<string, string | undefined>>): LocalSettings {
  const port = parsePort("PORT", variables.PORT, 8080);
  const s3Port = parsePort("S3_PORT", variables.S3_PORT, 9000);
  if (port === s3Port && port !== 0) throw new SettingsError(`PORT and S3_PORT are both ${port}. Set one to another.`);
  return { port, s3Port, dataFolder: variables.DATA_DIR || ".data" };
}

function parsePort(name: string, text: string | undefined, absent: number): number {
  if (text === undefined || text === "") return absent;
  const port = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && port <= 65_535) return port;
  throw new SettingsError(`${name} must be a port, a whole number up to 65535, not ${JSON.stringify(text)}.`);
}

/** What a failure to listen means for the person who started the server. */
export function listenFailure(name: "PORT" | "S3_PORT", port: number, failure: unknown): unknown {
  const { code } = failure as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") {
    const advice = `Stop it, or choose another port: ${name}=${port < 65_535 ? port + 1 : port - 1} npm start`;
    return new SettingsError(`Port ${port} is taken by another program. ${advice}`);
  }
  if (code === "EACCES") return new SettingsError(`Port ${port} is not open to you. Set ${name} to one above 1023.`);
  return failure;
}

/** What a failure to make the bucket's folder means for the person who started the server. */
export function folderFailure(folder: string, failure: unknown): unknown {
  const { code } = failure as NodeJS.ErrnoException;
  if (code === undefined) return failure;
  const reason = code === "EEXIST" || code === "ENOTDIR" ? "a file is in its way" : code;
  return new SettingsError(`The folder ${folder} cannot be made: ${reason}. Choose another: DATA_DIR=FOLDER npm start`);
}
