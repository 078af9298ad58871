/** What tests pin down inside of articles, export, beside its doors. Moving a file touches this list alone. */
export { telegramPost } from "../../../src/articles/export/telegram.ts";
export { wordpressArticle } from "../../../src/articles/export/wordpress.ts";
