/**
 * The door to the exports of other programs: WordPress and Telegram.
 */
export { charsetInMarkup } from "./encoding/charset-declaration.ts";
export { looksLikeTelegram, TelegramReader, telegramPost } from "./export/telegram.ts";
export {
  type WordpressOptions,
  withThumbnail,
  wordpressArticle,
  wordpressAttachment,
  wordpressThumbnail,
} from "./export/wordpress.ts";
