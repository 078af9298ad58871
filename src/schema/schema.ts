/**
 * The door to how an article is a document of the index: its fields and options, and which articles are the same.
 */
export {
  articleFields,
  articleStatement,
  BODY_FIELD,
  cardOf,
  DERIVED_TITLE_FIELD,
  readBody,
  SIGNATURE_FIELD,
  type StoredArticle,
  type TitleOf,
  URL_FIELD,
} from "./article-fields.ts";
export { articleIndexOptions, resolvedArticleOptions } from "./article-options.ts";
export { ArticleDigests } from "./duplicate-groups.ts";
