/**
 * A site to ask over HTTP: a real index of a few articles in memory, searched by the real app.
 */

import { createHttpApp, defaultHttpSettings, type HttpSettings } from "../../../src/http/http.ts";
import { defaultKeyLayout } from "../../../src/index/shared.ts";
import { Ingester } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import { MeteredObjectStore, type ObjectStore, parseObjectKey } from "../../../src/store/store.ts";
import { ManualClock, seededIds } from "../../support/deterministic.ts";
import type { SearchedArticles } from "../../support/inside/http-requests.ts";
import { directProcessor } from "../../support/inside/ingest.ts";

/** Fields of a JSON upload. */
export interface UploadedArticle {
  readonly id?: string;
  readonly title?: string;
  readonly lead?: string;
  readonly text: string;
  readonly url?: string;
  readonly date?: string;
  readonly source?: string;
  readonly agency?: string;
  readonly author?: string;
  readonly place?: string;
  readonly image?: string;
  readonly notice?: string;
}

export interface SiteOptions {
  readonly settings?: Partial<HttpSettings>;
  /** Lays something over the store that the search reads. */
  readonly disturb?: (store: ObjectStore) => ObjectStore;
  /** Stands in for the search. */
  readonly search?: SearchedArticles;
  /** Time for which the search trusts a manifest; default 0, so that every request sees the newest. */
  readonly revalidateMs?: number;
}

export interface LoggedLine {
  readonly level: "info" | "error";
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Uploads by key. */
export type Uploads = Readonly<Record<string, UploadedArticle | readonly UploadedArticle[]>>;

export const newspaper: Uploads = {
  "articles/severny-vestnik.example/2021/03/12/port.json": {
    title: "Порт Архангельска принял первый балкер после ремонта причала",
    lead: "Навигация в устье Двины открылась на неделю раньше обычного.",
    text:
      "Балкер под флагом Панамы ошвартовался утром у обновлённого причала. Груз пшеницы уйдёт в Египет.\n\n" +
      "До конца весны порт ждёт ещё девять судов, сообщил капитан порта Игорь Лапшин.",
    url: "https://severny-vestnik.example/2021/03/12/port",
    date: "2021-03-12T09:40:00+03:00",
    source: "Северный вестник",
    author: "Анна Речкина",
    place: "Архангельск",
    image: "https://img.severny-vestnik.example/port.jpg",
  },
  "articles/severny-vestnik.example/2021/03/14/teatr.json": {
    title: "Театр кукол показал премьеру для самых маленьких",
    text: "В фойе театра поставили бумажный корабль. Дети сами выбирают, куда он поплывёт: в порт или на остров.",
    date: "2021-03-14",
    source: "Северный вестник",
    notice: "0+",
  },
  "articles/zavod.json": {
    id: "завод/2019 №7",
    title: "Судостроительный завод набирает сварщиков",
    text: "Завод возобновил набор учеников. Сварщиков обещают учить полгода и платить стипендию.",
    date: "2019",
  },
};

export type Site = Awaited<ReturnType<typeof openSite>>;

/** Indexes the uploads and opens the app over them. */
export async function openSite(uploads: Uploads = newspaper, options: SiteOptions = {}) {
  const clock = new ManualClock();
  const ids = seededIds();
  const store = new MemoryObjectStore({ clock });
  const writing = { store, layout: defaultKeyLayout, clock, ids };
  const ingester = new Ingester(writing, directProcessor(resolvedArticleOptions));
  const lines: LoggedLine[] = [];
  const log = (level: LoggedLine["level"]) => (event: string, fields: LoggedLine["fields"]) => {
    lines.push({ level, event, fields });
  };

  /** Indexes what lies in the bucket under these keys, or has gone from there. */
  const ingest = (keys: readonly string[]) => ingester.ingest(keys.map(parseObjectKey));

  /** Puts uploads into the bucket, in place of older ones, and indexes them. */
  const upload = async (changes: Uploads) => {
    clock.advance(2_000);
    for (const [key, content] of Object.entries(changes)) {
      await store.delete(parseObjectKey(key));
      await store.putIfAbsent(parseObjectKey(key), Buffer.from(JSON.stringify(content), "utf8"), {
        contentType: "application/json",
      });
    }
    return ingest(Object.keys(changes));
  };
  const remove = async (key: string) => {
    await store.delete(parseObjectKey(key));
    return ingest([key]);
  };
  if (Object.keys(uploads).length > 0) await upload(uploads);

  const meter = new MeteredObjectStore(options.disturb?.(store) ?? store);
  const search =
    options.search ?? new ArticleSearch({ ...writing, store: meter }, { revalidateMs: options.revalidateMs ?? 0 });
  const dependencies = {
    search,
    meter,
    clock,
    ids,
    logger: { info: log("info"), error: log("error") },
    settings: { ...defaultHttpSettings, ...options.settings },
  };
  const app = createHttpApp(dependencies);
  const get = async (path: string, headers: Record<string, string> = {}, method = "GET") =>
    app.fetch(new Request(`https://poisk.example${path}`, { method, headers }));
  return { app, dependencies, writing, clock, store, search, meter, lines, upload, ingest, remove, get };
}

/** The body of an answer, as what the test expects it to be. */
export async function bodyOf<T>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

/** A page with plain spaces for those that a line is not broken at, which it has wherever printers set them. */
export function withSpaces(page: string): string {
  return page.replaceAll("\u00a0", " ");
}
