/** The imports between files, what they lead to, and the circles that they make. */
import { dirname, join } from "node:path";

const STATEMENT = /^(?:import|export)\s+(?:[^;"]*?\sfrom\s+)?"(\.[^"]+)"/gm;

/** The files that a file imports a value or a type from, relative to the same folder as its own path. */
export const importedFiles = (path: string, source: string): string[] =>
  [...source.matchAll(STATEMENT)].map(([, to]) => join(dirname(path), to ?? ""));

/** All files that an entry leads to, itself among them, in the order of a search in breadth. */
export function reachedFiles(entry: string, importsOf: (path: string) => readonly string[]): string[] {
  const reached = new Set([entry]);
  for (const path of reached) for (const imported of importsOf(path)) reached.add(imported);
  return [...reached];
}

/**
 * The same graph between the parts of a folder: its own files, and its folders, each with all below it. Imports from
 * elsewhere are left out.
 */
export function partsOf(folder: string, graph: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const partOf = (path: string) =>
    path
      .split("/")
      .slice(0, folder.split("/").length + 1)
      .join("/");
  const parts = new Map<string, string[]>();
  for (const [path, imported] of graph) {
    if (!path.startsWith(`${folder}/`)) continue;
    const from = partOf(path);
    const to = imported.filter((other) => other.startsWith(`${folder}/`)).map(partOf);
    parts.set(from, [...(parts.get(from) ?? []), ...to.filter((part) => part !== from)]);
  }
  return parts;
}

/**
 * Groups of nodes each of which leads to every other of its group, in order (Tarjan's strongly connected components).
 */
export function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.get(node) ?? 0);
    open.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(node, Math.min(lowest.get(node) ?? 0, lowest.get(next) ?? 0));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const circle = open.splice(open.indexOf(node));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const node of graph.keys()) visit(node);
  return circles;
}
