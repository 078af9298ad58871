/**
 * Reads the owner's settings of answers from the environment, for the query function, the local server and
 * `poisk search`.
 */
import { defaultHttpSettings, type HttpSettings } from "../../src/http/http.ts";
import type { ArticleSearchOptions } from "../../src/search/search.ts";
import {
  type AnswerSettings,
  type EnvironmentVariables,
  parseEnvironment,
  rankingSettings,
} from "../settings/environment.ts";
import { readSynonymsFile } from "./synonyms-file.ts";

/** The options of a search, and of the app before it. */
export interface ChosenAnswers {
  readonly search: ArticleSearchOptions;
  readonly http: HttpSettings;
}

/**
 * Reads the options of a search alone, and the file of synonyms; `invalid-options` as parseEnvironment and that file's
 * reader.
 */
export function readRanking(variables: EnvironmentVariables): ArticleSearchOptions {
  const settings = parseEnvironment(variables, rankingSettings);
  return {
    recencyHalfLifeDays: settings.POISK_RECENCY_HALF_LIFE_DAYS,
    ownerWords: readSynonymsFile(settings.POISK_WORDS_FILE).words,
    timeZone: settings.POISK_TIME_ZONE,
  };
}

/** Reads the file of synonyms; `invalid-options` where it cannot. `isMetered` counts where the owner does not say. */
export function chooseAnswers(settings: AnswerSettings, isMetered: boolean): ChosenAnswers {
  const ownerWords = readSynonymsFile(settings.POISK_WORDS_FILE);
  return {
    search: {
      revalidateMs: settings.POISK_REVALIDATE_MS,
      cacheBytes: settings.POISK_CACHE_MB * 2 ** 20,
      recencyHalfLifeDays: settings.POISK_RECENCY_HALF_LIFE_DAYS,
      ownerWords: ownerWords.words,
      timeZone: settings.POISK_TIME_ZONE,
    },
    http: {
      ...defaultHttpSettings,
      corsOrigins: settings.POISK_CORS_ORIGINS,
      cacheControl: settings.POISK_CACHE_CONTROL,
      searchPage: settings.POISK_SEARCH_PAGE ?? null,
      siteName: settings.POISK_SITE_NAME ?? defaultHttpSettings.siteName,
      pageLanguage: settings.POISK_PAGE_LANGUAGE,
      accentColor: settings.POISK_ACCENT_COLOR ?? null,
      showsPictures: settings.POISK_PICTURES === "on",
      listsArticles: settings.POISK_NOINDEX === "off",
      publicUrl: settings.POISK_PUBLIC_URL ?? null,
      publicUrlHeader: settings.POISK_PUBLIC_URL_HEADER ?? null,
      recencyHalfLifeDays: settings.POISK_RECENCY_HALF_LIFE_DAYS,
      ownerWordsHash: ownerWords.hash,
      logsQueries: settings.POISK_LOG_QUERIES === "on",
      documentation: settings.POISK_DOCUMENTATION ?? null,
      isMetered: settings.POISK_METERED === undefined ? isMetered : settings.POISK_METERED === "on",
    },
  };
}
