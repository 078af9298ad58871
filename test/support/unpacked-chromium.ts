/**
 * Unpacks Chromium before the tests in a browser (test/projects.ts), once a run. Two files of tests that did it at once
 * would start a program that is still being written.
 */
import chromium from "@sparticuz/chromium";

export async function setup(): Promise<void> {
  await chromium.executablePath();
}
