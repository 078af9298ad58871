/**
 * Firefox and WebKitGTK as Debian packages them, driven by the commands of W3C WebDriver: WebKit's driver takes them
 * over HTTP, Firefox itself over its Marionette socket. Neither needs an npm package.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../../support/free-port.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";

export interface DrivenBrowser {
  /** Resolves when the page is loaded. */
  open(address: string): Promise<void>;
  /**
   * Runs the body of a function in the page, which may return a promise, and resolves with what it returns, as JSON.
   */
  evaluate<Value>(body: string, ...args: readonly unknown[]): Promise<Value>;
  /** The texts of what a selector finds in the page and in the shadow roots on it, and a reader sees. */
  textsOf(selector: string): Promise<string[]>;
  /** Presses the middle of the first that a selector finds, as `textsOf` does. */
  click(selector: string): Promise<void>;
  /** Presses keys one after another: characters, or names of `keys`; such as `Control+k` together. */
  press(...pressed: readonly string[]): Promise<void>;
  /** A PNG of the window. */
  screenshot(): Promise<Buffer>;
  /** Takes the errors of pages since the last call: written to the console, or not caught. WebKit reports none. */
  takeComplaints(): string[];
  close(): Promise<void>;
}

/** Sends a command by its name, and resolves with its answer. */
type Send = (command: keyof typeof httpCommands, parameters?: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** HTTP requests of commands, below the path of the session; Marionette knows the commands by name. */
const httpCommands = {
  Navigate: "POST /url",
  ExecuteScript: "POST /execute/sync",
  PerformActions: "POST /actions",
  SetWindowRect: "POST /window/rect",
  TakeScreenshot: "GET /screenshot",
  DeleteSession: "DELETE ",
} as const;

/** https://www.w3.org/TR/webdriver2/#keyboard-actions */
const keys: Readonly<Record<string, string>> = {
  Tab: "\uE004",
  Enter: "\uE007",
  Control: "\uE009",
  Escape: "\uE00C",
  Space: " ",
  ArrowUp: "\uE013",
  ArrowDown: "\uE015",
};

const WINDOW = { width: 1280, height: 900 };
const STARTED_WITHIN_MS = 30_000;

/** Elements that a selector finds and that are seen: `found`, of the selector that is the first argument. */
const FIND = `
const rootsOf = (root) => [root, ...[...root.querySelectorAll("*")].flatMap((one) => one.shadowRoot ? rootsOf(one.shadowRoot) : [])];
const found = rootsOf(document).flatMap((root) => [...root.querySelectorAll(arguments[0])]).filter((one) => one.getClientRects().length > 0);
`;

async function createBrowser(send: Send, complaints: string[], end: () => Promise<void>): Promise<DrivenBrowser> {
  const evaluate = async <Value>(script: string, ...args: readonly unknown[]) =>
    (await send("ExecuteScript", { script, args })) as Value;
  const perform = (type: "key" | "pointer", actions: readonly object[]) =>
    send("PerformActions", { actions: [{ type, id: type, actions }] });
  await send("SetWindowRect", WINDOW);
  return {
    open: async (url) => void (await send("Navigate", { url })),
    evaluate,
    textsOf: (selector) => evaluate(`${FIND} return found.map((one) => one.textContent.trim());`, selector),
    click: async (selector) => {
      const middle = await evaluate<{ x: number; y: number } | null>(
        `${FIND} found[0]?.scrollIntoView({ block: "center" });
        const box = found[0]?.getBoundingClientRect();
        return box ? { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) } : null;`,
        selector,
      );
      if (middle === null) throw new Error(`Nothing to click is found by ${selector}.`);
      await perform("pointer", [
        { type: "pointerMove", duration: 0, ...middle },
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
      ]);
    },
    press: async (...pressed) => {
      const actions = pressed.flatMap((chord) => {
        const values = chord.split("+").map((key) => keys[key] ?? key);
        const act = (type: string) => (value: string) => ({ type, value });
        return [...values.map(act("keyDown")), ...values.reverse().map(act("keyUp"))];
      });
      await perform("key", actions);
    },
    screenshot: async () => {
      await evaluate("return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)))");
      return Buffer.from((await send("TakeScreenshot", { full: false })) as string, "base64");
    },
    takeComplaints: () => complaints.splice(0),
    close: () => send("DeleteSession").finally(end) as Promise<void>,
  };
}

export async function launchFirefox(): Promise<DrivenBrowser> {
  const program = findProgram("firefox-esr", ["/usr/bin/firefox-esr", "/usr/bin/firefox"]);
  const profile = await makeTemporaryFolder();
  const preferences = {
    "marionette.port": 0,
    "intl.accept_languages": "ru-RU, ru",
    "devtools.console.stdout.content": true,
    "browser.dom.window.dump.enabled": true,
  };
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  await writeFile(join(profile.path, "user.js"), lines.join("\n"));
  const firefox = startProgram(program, ["--headless", "--marionette", "--no-remote", "--profile", profile.path]);
  const port = await comes("Firefox's port", () => readFile(join(profile.path, "MarionetteActivePort"), "utf8"));
  const { send, disconnect } = await connectMarionette(Number(port));
  return createBrowser(send, firefox.complaints, async () => {
    disconnect();
    await firefox.stop();
    await profile.remove();
  });
}

/**
 * A message is its length in bytes, a colon and JSON:
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html.
 */
async function connectMarionette(port: number): Promise<{ send: Send; disconnect: () => void }> {
  const socket = connect(port, "127.0.0.1");
  const waiting = new Map<number, (answer: { failure: unknown; result: { value?: unknown } | null }) => void>();
  let received = Buffer.alloc(0);
  socket.on("data", (data) => {
    received = Buffer.concat([received, data]);
    for (;;) {
      const start = received.indexOf(":") + 1;
      const end = start + Number.parseInt(received.toString("latin1", 0, start), 10);
      if (start === 0 || received.length < end) return;
      const message: unknown = JSON.parse(received.toString("utf8", start, end));
      received = received.subarray(end);
      // The first message, a greeting, is an object.
      if (Array.isArray(message)) waiting.get(message[1])?.({ failure: message[2], result: message[3] });
    }
  });
  socket.on("close", () => {
    for (const settle of waiting.values()) settle({ failure: "Firefox ended.", result: null });
  });
  await once(socket, "connect");
  let sent = 0;
  const call = async (name: string, parameters: object): Promise<unknown> => {
    const id = ++sent;
    const message = Buffer.from(JSON.stringify([0, id, `WebDriver:${name}`, parameters]));
    socket.write(Buffer.concat([Buffer.from(`${message.length}:`), message]));
    const { failure, result } = await new Promise<Parameters<NonNullable<ReturnType<typeof waiting.get>>>[0]>(
      (resolve) => waiting.set(id, resolve),
    );
    waiting.delete(id);
    if (failure !== null) throw new Error(`${name}: ${JSON.stringify(failure)}`);
    return result?.value;
  };
  await call("NewSession", {});
  return { send: (command, parameters = {}) => call(command, parameters), disconnect: () => socket.destroy() };
}

export async function launchWebKit(): Promise<DrivenBrowser> {
  const programs = {
    driver: findProgram("webkit2gtk-driver", ["/usr/bin/WebKitWebDriver"]),
    screen: findProgram("xvfb", ["/usr/bin/Xvfb"]),
    browser: findProgram("libwebkit2gtk-4.1-0", await miniBrowsers()),
  };
  const { width, height } = WINDOW;
  const screen = startProgram(programs.screen, ["-displayfd", "1", "-screen", "0", `${width}x${height}x24`]);
  const display = await comes("Xvfb's display", () => screen.printed.find((line) => /^\d+$/.test(line)));
  const port = await freePort();
  const driver = startProgram(programs.driver, [`--port=${port}`], { DISPLAY: `:${display}` });
  const call = async (method: string, path: string, body: object): Promise<unknown> => {
    const sent =
      method === "POST" ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {};
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...sent });
    const { value } = (await answer.json()) as { value: unknown };
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };
  await comes("WebKit's driver", () => call("GET", "/status", {}));
  const options = { "webkitgtk:browserOptions": { binary: programs.browser, args: ["--automation"] } };
  const session = (await call("POST", "/session", { capabilities: { alwaysMatch: options } })) as { sessionId: string };
  const send: Send = (command, parameters = {}) => {
    const [method = "", path] = httpCommands[command].split(" ");
    return call(method, `/session/${session.sessionId}${path}`, parameters);
  };
  return createBrowser(send, [], async () => {
    await driver.stop();
    await screen.stop();
  });
}

/** The places of WebKitGTK's own browser, in the folder of this machine's architecture. */
async function miniBrowsers(): Promise<string[]> {
  const folders = await readdir("/usr/lib");
  return folders.flatMap((folder) =>
    ["webkit2gtk-4.1", "webkitgtk-6.0"].map((version) => join("/usr/lib", folder, version, "MiniBrowser")),
  );
}

/** The first place that has it; where none has, the error names the package of Debian that brings it. */
function findProgram(debianPackage: string, places: readonly string[]): string {
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`Install what these tests need: apt-get install ${debianPackage}`);
  return found;
}

interface StartedProgram {
  /** All lines so far. */
  readonly printed: string[];
  readonly complaints: string[];
  stop(): Promise<void>;
}

function startProgram(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): StartedProgram {
  const child = spawn(program, args, { env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  process.once("exit", () => child.kill());
  const printed: string[] = [];
  const complaints: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (line) => {
      printed.push(line);
      if (COMPLAINT.test(line)) complaints.push(line);
    });
  }
  return {
    printed,
    complaints,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, "exit");
    },
  };
}

/** A line of a page's script among those that Firefox prints of its own. */
const COMPLAINT = /^JavaScript error: http:|^console\.(error|warn): .*(poisk|http:\/\/127)/;

/** Waits until a value can be read. */
async function comes<Value>(what: string, read: () => Promise<Value> | Value | undefined): Promise<Value> {
  const latestMs = Date.now() + STARTED_WITHIN_MS;
  for (;;) {
    let failure: unknown;
    try {
      const value = await read();
      if (value !== undefined && value !== "") return value;
    } catch (thrown) {
      failure = thrown;
    }
    if (Date.now() > latestMs) throw new Error(`${what} did not come in ${STARTED_WITHIN_MS} ms.`, { cause: failure });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
