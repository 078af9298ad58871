/** Names inside search/expansion that tests import past its doors. Moving a file changes this list alone. */
export { BeginningForms } from "../../../src/search/expansion/beginning-forms.ts";
export { countWithForms } from "../../../src/search/expansion/dead-counts.ts";
export { termOfForm } from "../../../src/search/expansion/form-terms.ts";
export { MAX_COMPLETING_TERMS } from "../../../src/search/expansion/prefix-words.ts";
