/** What tests pin down inside of index, inverter, beside its doors. Moving a file touches this list alone. */
export { Inverter, invertDocuments, termsDisagree, widthOfToken } from "../../../src/index/inverter/inverter.ts";
