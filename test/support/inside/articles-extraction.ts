/** Names inside articles/extraction that tests import past its doors. Moving a file changes this list alone. */
export { findErrorText, findServiceReason } from "../../../src/articles/extraction/article-check.ts";
export { countSiteBoilerplate } from "../../../src/articles/extraction/body-lines.ts";
export { modelPage } from "../../../src/articles/extraction/page-model.ts";
export { isOffTopic, topicWords } from "../../../src/articles/extraction/story-evidence.ts";
export { readTextPage } from "../../../src/articles/extraction/text-page.ts";
export { cutBreadcrumbs } from "../../../src/articles/extraction/title.ts";
