/** Names inside index/inverter that tests import past its doors. Moving a file changes this list alone. */
export { Inverter, invertDocuments, termsDisagree, widthOfToken } from "../../../src/index/inverter/inverter.ts";
