import { describe, expect, test } from "vitest";
import { webAddress } from "../../../src/articles/news.ts";
import { holdsHtml, htmlToText } from "../../support/inside/articles-html.ts";
import { decodeMetadataValue, documentId } from "../../support/inside/articles-identity.ts";
import { findJsonFault } from "../../support/inside/articles-json.ts";
import {
  keyHost,
  leadingPublisher,
  ordinaryPlace,
  publisherOf,
  publisherOfHost,
  siteName,
} from "../../support/inside/articles-news.ts";
import {
  cleanLine,
  collapseSpaces,
  decodeEntities,
  foldLine,
  normalizeText,
} from "../../support/inside/articles-text.ts";
import { readOne } from "./fixture-pages.ts";

describe("normalizeText", () => {
  test("line ends become line feeds, invisible characters go, letters compose", () => {
    expect(normalizeText("а\r\nб\rв\u2028г\u0085д")).toBe("а\nб\nв\nг\nд");
    expect(normalizeText("пре\u00adзи\u200bдент\u0007")).toBe("президент");
    expect(normalizeText("и\u200b\u0306")).toBe("й");
    expect(normalizeText("\ud800")).toBe("\ufffd");
  });

  test("spaces of every kind are one, even megabytes of them", () => {
    expect(collapseSpaces(" а\u00a0\t\u2003б ")).toBe("а б");
    expect(collapseSpaces(`а${" ".repeat(8_000_000)}б`)).toBe("а б");
    expect(cleanLine("а\n б")).toBe("а б");
  });

  test("lines that say the same fold to one", () => {
    expect(foldLine('"Ёлка" — здесь!')).toBe(foldLine("«елка», здесь"));
  });
});

describe("references and HTML", () => {
  test("references are decoded once, unknown ones stay", () => {
    expect(decodeEntities("&laquo;А&raquo; &#171;&#xAB; &#151; &amp;laquo; &nope; & &#xD800; &#99999999;")).toBe(
      "«А» «« — &laquo; &nope; & &#xD800; &#99999999;",
    );
  });

  test("blocks part lines, hidden elements and comments go, loose signs stay", () => {
    expect(htmlToText("<p>А</p><div>Б<b>В</b></div><style>x</style><!-- y --><li>Г").split(/\n+/)).toEqual([
      "",
      "А",
      "БВ",
      "Г",
    ]);
    expect(htmlToText("5 < 6 <3 <unclosed")).toContain("5 < 6 <3 ");
    expect(htmlToText("<script>never closed")).toBe("");
    expect(htmlToText("А<SCRIPT>x</ScRiPt>Б")).toBe("АБ");
  });

  test("only real tags make a text HTML", () => {
    expect(holdsHtml("а <br/> б")).toBe(true);
    expect(holdsHtml("а < б и <...> и <Иванов>")).toBe(false);
  });
});

describe("places and publishers", () => {
  test.each([
    ["ВЛАДИВОСТОК", "Владивосток"],
    ["РОСТОВ-НА-ДОНУ", "Ростов-на-Дону"],
    ["НИЖНИЙ НОВГОРОД", "Нижний Новгород"],
    ["РИО-ДЕ-ЖАНЕЙРО", "Рио-де-Жанейро"],
    ["США", "США"],
    ["АНКАРА (Турция)", "Анкара"],
    ["г. Москва", "Москва"],
    ["Санкт-Петербург", "Санкт-Петербург"],
    ["москва", "Москва"],
  ])("%s is %s", (written, place) => expect(ordinaryPlace(written)).toBe(place));

  test("publishers are known by name, alias and host", () => {
    expect(publisherOf("РИА НОВОСТИ")).toBe("РИА Новости");
    expect(publisherOf("Interfax.ru")).toBe("Интерфакс");
    expect(publisherOf("constructor")).toBeNull();
    expect(leadingPublisher("Интерфакс-Запад - текст")?.length).toBe("Интерфакс-Запад".length);
    expect(leadingPublisher("ТАССовский")).toBeNull();
    expect(publisherOfHost("www.rzn.mk.ru")).toBe("Московский комсомолец");
    expect(publisherOfHost("notria.ru")).toBeNull();
  });
});

describe("addresses and metadata", () => {
  test("only addresses that a browser may open are kept", () => {
    expect(webAddress("https://example.org/а")).toBe("https://example.org/%D0%B0");
    for (const text of ["data:text/html,x", "//example.org", "https://user:word@example.org", "нет", ""]) {
      expect(webAddress(text), text).toBeNull();
    }
  });

  test("a key's folder may be a site, its file's name never", () => {
    expect(keyHost("articles/ria.ru/20161009/1.txt")).toBe("ria.ru");
    expect(keyHost("articles/2016/page.txt")).toBeNull();
    expect(siteName("https://www.vestnik.example/1", "x")).toEqual({ value: "vestnik.example", origins: ["address"] });
  });

  test.each([
    ["plain", "plain"],
    ["100%25", "100%"],
    ["%D0%BF", "п"],
    ["%ZZ %D0", "%ZZ %D0"],
    ["=?utf-8?Q?=D0=BF=D0=BE?= =?utf-8?B?0LjRgdC6?=", "поиск"],
    ["=?koi8-r?B?0M/J08s=?=", "поиск"],
    ["=?nope?B?0M/J08s=?=", "=?nope?B?0M/J08s=?="],
  ])("%s is %s", (value, expected) => expect(decodeMetadataValue(value)).toBe(expected));
});

describe("documentId", () => {
  const fields = { key: "articles/a.txt", ownId: null, url: null, title: "Мост", text: "Текст." };

  test("the own id is the id", () => expect(documentId({ ...fields, ownId: "7" })).toBe("7"));

  test("else it is 22 characters of a hash over key and url, or key, title and text", () => {
    const id = documentId(fields);
    expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(documentId({ ...fields })).toBe(id);
    expect(documentId({ ...fields, key: "articles/b.txt" })).not.toBe(id);
    expect(documentId({ ...fields, text: "Другой." })).not.toBe(id);
    const withUrl = documentId({ ...fields, url: "https://example.org/a" });
    expect(documentId({ ...fields, url: "https://example.org/a", text: "Другой." })).toBe(withUrl);
  });

  test("parts cannot run together", () => {
    expect(documentId({ ...fields, title: "а", text: "бв" })).not.toBe(
      documentId({ ...fields, title: "аб", text: "в" }),
    );
    expect(documentId({ ...fields, title: null })).not.toBe(documentId({ ...fields, title: "null" }));
  });
});

describe("findJsonFault", () => {
  test.each([
    ["{", 1],
    ['{"a" 1}', 5],
    ['{"a": 1,}', 8],
    ["[1 2]", 3],
    ["[01]", 2],
    ['"a\nb"', 2],
    ['"\\x"', 1],
    ["nul", 0],
    ["{} x", 3],
    ["[}", 1],
  ])("%j breaks at %i", (json, position) => expect(findJsonFault(json)).toBe(position));
});

describe("the author of a scraped page", () => {
  test("ends at the bar that parts the labels of a line", async () => {
    const page =
      "Дожди вернулись в Приморье\nАвтор: Анна Белова | Категория: Погода | 12-10-2015, 10:15\n" +
      "В Приморье вернулись затяжные дожди, сообщает управление по гидрометеорологии и мониторингу среды.\n";
    expect(await readOne(page)).toMatchObject({ author: "Анна Белова", publishedAt: "2015-10-12T10:15+03:00" });
  });
});
