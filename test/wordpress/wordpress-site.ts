/**
 * A WordPress of Debian's package in a folder of its own, with a MariaDB of its own and PHP's own web server. Nothing
 * of the machine's settings is read. Steps are PHP that runs in WordPress, as wp-cli would run it, since that is in no
 * package.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { vi } from "vitest";
import { freePort } from "../support/free-port.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const PACKAGE = "/usr/share/wordpress";
const PLUGIN = fileURLToPath(new URL("../../examples/wordpress/poisk", import.meta.url));
const WAIT = { timeout: 60_000, interval: 50 };
const run = promisify(execFile);

export interface WordpressSite {
  readonly url: string;
  /** Runs statements of PHP in WordPress and gives what they print. A warning fails here. */
  php(statements: string): Promise<string>;
  /** Runs the events of wp-cron that are due. */
  cron(): Promise<void>;
  remove(): Promise<void>;
}

export async function startWordpress(zone: string): Promise<WordpressSite> {
  const folder = await makeTemporaryFolder();
  const children: ChildProcess[] = [];
  const remove = async () => {
    for (const child of children.reverse()) await end(child);
    await folder.remove();
  };
  try {
    const socket = join(folder.path, "mariadb.sock");
    const site = join(folder.path, "site");
    const url = `http://127.0.0.1:${await freePort()}`;
    children.push(await startDatabase(folder.path, socket));
    await cp(PACKAGE, site, { recursive: true, dereference: true });
    await mkdir(join(site, "wp-content/plugins"), { recursive: true });
    // WordPress's own texts are in no package: a file of none makes Russian a language that is there.
    await mkdir(join(site, "wp-content/languages"), { recursive: true });
    await writeFile(join(site, "wp-content/languages/ru_RU.l10n.php"), "<?php return ['messages' => []];");
    await symlink(PLUGIN, join(site, "wp-content/plugins/poisk"));
    await writeFile(join(site, "wp-config.php"), configuration(url, socket));
    const php = async (statements: string, before = ""): Promise<string> => {
      const script = join(folder.path, `step-${crypto.randomUUID()}.php`);
      const begin = `$_SERVER['HTTP_HOST'] = ${JSON.stringify(new URL(url).host)};\nrequire ${JSON.stringify(join(site, "wp-load.php"))};`;
      await writeFile(script, `<?php\n${before}\n${begin}\n${statements}\n`);
      const { stdout, stderr } = await run("php", [
        "-d",
        "display_errors=stderr",
        "-d",
        "sendmail_path=/bin/true",
        script,
      ]);
      if (stderr !== "") throw new Error(`${stderr}${stdout}`);
      return stdout;
    };
    const install = `require_once ABSPATH . 'wp-admin/includes/upgrade.php';
      wp_install('Вестник & Ко', 'editor', 'editor@blog.example', true, '', 'secret', 'ru_RU');
      wp_update_user(['ID' => 1, 'display_name' => 'Анна Белых']);
      update_option('permalink_structure', '/%postname%/');
      update_option('timezone_string', ${JSON.stringify(zone)});
      switch_theme('twentytwentyfour');`;
    // WordPress leads whoever comes before its installation elsewhere.
    await php(install, "define('WP_INSTALLING', true);");
    await php(`require_once ABSPATH . 'wp-admin/includes/plugin.php';
      $error = activate_plugin('poisk/poisk.php');
      if (is_wp_error($error)) echo $error->get_error_message();
      wp_delete_post(1, true);`);
    const router = join(folder.path, "router.php");
    await writeFile(router, ROUTER);
    children.push(
      spawn("php", ["-S", new URL(url).host, "-t", site, router], {
        env: { PATH: process.env.PATH, PHP_CLI_SERVER_WORKERS: "3" },
        stdio: "ignore",
      }),
    );
    await vi.waitUntil(() => answers(`${url}/wp-login.php`), WAIT);
    const cron = async () => {
      const answer = await fetch(`${url}/wp-cron.php?doing_wp_cron`);
      if (!answer.ok) throw new Error(`wp-cron answered ${answer.status}.`);
    };
    return { url, php, cron, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Hands to WordPress what is no file, as its rules for Apache do: PHP's own server answers 404 where a name has a dot.
 */
const ROUTER = `<?php
if (file_exists($_SERVER['DOCUMENT_ROOT'] . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH))) return false;
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
`;

async function startDatabase(folder: string, socket: string): Promise<ChildProcess> {
  const data = join(folder, "mariadb");
  // MariaDB refuses to run as root, unless it is told to.
  const options = ["--no-defaults", `--datadir=${data}`];
  const install = [
    ...options,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
    `--user=${userInfo().username}`,
  ];
  await run("mariadb-install-db", install);
  const server = [
    ...options,
    `--socket=${socket}`,
    "--skip-networking",
    `--user=${userInfo().username}`,
    "--innodb-flush-log-at-trx-commit=0",
  ];
  const child = spawn("mariadbd", server, { stdio: "ignore" });
  const ask = (statement: string) =>
    run("mariadb", ["--no-defaults", `--socket=${socket}`, "--user=root", "--execute", statement]);
  const created = "CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4";
  await vi.waitUntil(
    () =>
      ask(created).then(
        () => true,
        () => false,
      ),
    WAIT,
  );
  return child;
}

function configuration(url: string, socket: string): string {
  const constants = {
    DB_NAME: "wordpress",
    DB_USER: "root",
    DB_PASSWORD: "",
    DB_HOST: `localhost:${socket}`,
    DB_CHARSET: "utf8mb4",
    WP_HOME: url,
    WP_SITEURL: url,
    // Cron runs when the test asks for it, and nothing is asked of wordpress.org.
    DISABLE_WP_CRON: true,
    WP_HTTP_BLOCK_EXTERNAL: true,
    WP_ACCESSIBLE_HOSTS: "127.0.0.1",
    // What PHP complains of goes where PHP is told to show it: the standard error of a step.
    WP_DEBUG: true,
    WP_DEBUG_DISPLAY: null,
    AUTOMATIC_UPDATER_DISABLED: true,
    AUTH_KEY: "auth",
    SECURE_AUTH_KEY: "secure-auth",
    LOGGED_IN_KEY: "logged-in",
    NONCE_KEY: "nonce",
  };
  const lines = Object.entries(constants).map(
    ([name, value]) => `define(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  return `<?php\n${lines.join("\n")}\n$table_prefix = 'wp_';\ndefined('ABSPATH') || define('ABSPATH', __DIR__ . '/');\nrequire_once ABSPATH . 'wp-settings.php';\n`;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  await closed;
}
