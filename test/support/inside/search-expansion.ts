/** What tests pin down inside of search, expansion, beside its doors. Moving a file touches this list alone. */
export { BeginningForms } from "../../../src/search/expansion/beginning-forms.ts";
export { countWithForms } from "../../../src/search/expansion/dead-counts.ts";
export { termOfForm } from "../../../src/search/expansion/form-terms.ts";
export { MAX_COMPLETING_TERMS } from "../../../src/search/expansion/prefix-words.ts";
