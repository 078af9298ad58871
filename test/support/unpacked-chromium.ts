/**
 * Before the tests in a browser (test/projects.ts), once a run: unpacks Chromium. Two files of tests that did it at
 * once would start a program that is still being written.
 */
import chromium from "@sparticuz/chromium";

export async function setup(): Promise<void> {
  await chromium.executablePath();
}
