/** Names inside articles/export that tests import past its doors. Moving a file changes this list alone. */
export { telegramPost } from "../../../src/articles/export/telegram.ts";
export { wordpressArticle } from "../../../src/articles/export/wordpress.ts";
