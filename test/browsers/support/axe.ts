/**
 * axe-core in a page of a driven browser.
 */
import axe from "axe-core";
import type { DrivenBrowser } from "./web-driver.ts";

/** Lists the violations that axe-core finds in the page: the rule and the place. */
export function findViolations(browser: DrivenBrowser): Promise<string[]> {
  return browser.evaluate(`${axe.source}
    return axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + " " + target + " " + failureSummary)));`);
}
