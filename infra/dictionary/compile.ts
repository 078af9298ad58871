/** npm run dictionary: writes src/russian/dictionary/russian.dictionary, and prints its size. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { compileDictionary } from "./compile-dictionary.ts";

const output = fileURLToPath(new URL("../../src/russian/dictionary/russian.dictionary", import.meta.url));
const bytes = compileDictionary();
writeFileSync(output, bytes);
const [size, deflated] = [bytes, deflateRawSync(bytes, { level: 9 })].map(({ length }) => Math.ceil(length / 1024));
console.log(`${output}: ${size} KB, ${deflated} KB deflated`);
