/**
 * Who holds a lock of the file store, and whether that process still lives.
 *
 * A process id alone is reused, so the identity also has the time at which the process started, and the place where
 * its id means anything: the boot and the pid namespace. Without /proc (not Linux) it is the process id and the host.
 */
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import process from "node:process";
import { sha256, toHex } from "../../content-hash.ts";

/** The state of a lock's owner. `unknown`: of another machine, boot or container; `nobody`: no owner's name at all. */
type Liveness = "alive" | "dead" | "unknown" | "nobody";

const IDENTITY_PATTERN = /^([1-9][0-9]{0,9})\.([0-9]+)\.([0-9a-f]{16})$/;

let ownIdentityText: string | undefined;

/** `<pid>.<start, in clock ticks since boot, or 0>.<16 hex of the place>`: short enough for a name or a link. */
export function ownIdentity(): string {
  ownIdentityText ??= `${process.pid}.${readProcess(process.pid)?.startTicks ?? "0"}.${ownPlace()}`;
  return ownIdentityText;
}

/** Judges whether the process of this identity lives. It is `dead` only if it can do nothing any more. */
export function livenessOf(identity: string): Liveness {
  const [, pidText, startTicks, place] = IDENTITY_PATTERN.exec(identity) ?? [];
  if (pidText === undefined) return "nobody";
  if (place !== ownPlace()) return "unknown";
  const pid = Number(pidText);
  if (!isProcess(pid)) return "dead";
  const found = readProcess(pid);
  // There is such a process, but nothing is to be learnt of it (no /proc, or hidden): it may be the one.
  if (found === null) return "alive";
  if (found.startTicks !== startTicks) return "dead";
  return found.isFinished ? "dead" : "alive";
}

/** Signal 0 only asks (kill(2)). Anything but "no such process", such as another user's, counts as there. */
function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

interface ProcessState {
  readonly startTicks: string;
  /** A zombie with no thread left: killed, not yet reaped, unable to finish a system call. */
  readonly isFinished: boolean;
}

/**
 * Fields 3 (state), 20 (threads) and 22 (start) of /proc/<pid>/stat, proc_pid_stat(5); null where it cannot be read.
 */
function readProcess(pid: number): ProcessState | null {
  const stat = readText(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses, and may itself hold spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, threads, startTicks] = [fields?.[0], fields?.[17], fields?.[19]];
  if (state === undefined || threads === undefined || startTicks === undefined) return null;
  return { startTicks, isFinished: (state === "Z" || state === "X") && Number(threads) <= 1 };
}

let ownPlaceText: string | undefined;

function ownPlace(): string {
  if (ownPlaceText === undefined) {
    const boot = readText("/proc/sys/kernel/random/boot_id") ?? hostname();
    ownPlaceText = toHex(sha256(`${boot.trim()} ${pidNamespace()}`)).slice(0, 16);
  }
  return ownPlaceText;
}

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return null;
  }
}

/** The processes of this boot and pid namespace, as an index's writers tell them apart. */
export const systemProcesses = {
  get own(): string {
    return ownIdentity();
  },
  isDead: (identity: string): boolean => livenessOf(identity) === "dead",
};
