import { beforeAll, describe, expect, it } from "vitest";
import { type FindTexts, indexTexts } from "../../support/article-index.ts";

const georgia = "Вчера власти страны сообщили, что Грузия открыла границу.";
const georgian = "Как заявил президент Грузии, переговоры начались.";
const small = "в ленте без больших букв президент грузии выступил снова. Так писали.";
const cargo = "Президент груза не видел, а груз стоял в порту.";
const china = "Туристы видели, как синий Китай отражался в воде, а синего Китая не было.";
const whale = "Из воды показался синий кит, за ним ещё один.";
const bay = "На полке стоял венок из лавра и лавровый лист.";
const minister = "Журналистам ответил министр Лавров, вопросов к Лаврову было много.";
const novel = "Редакция ждёт новую книгу, а новых авторов пока нет.";
const opec = "Решение ОПЕК удивило рынок, решения ОПЕК ждали.";
const care = "Решение опеки обжаловали в суде.";
const fishing = "Весенняя путина началась раньше срока, путину ждали.";
const putin = "Вечером выступил президент Путин, слова Путина записали.";
const texts = [georgia, georgian, small, cargo, china, whale, bay, minister, novel, opec, care, fishing, putin];

describe("a word that is asked for by a sign", () => {
  let find: FindTexts;
  beforeAll(async () => {
    // Names are told by the index: most of its documents with such a stem are of the name, as in news.
    const more = Array.from({ length: 6 }, (_, i) => `На ${i} странице Грузия и Китай, Лавров и Путин, ещё ОПЕК.`);
    find = await indexTexts([...texts, ...more]);
  });
  const own = async (query: string) => (await find(query)).filter((text) => texts.includes(text)).sort();

  it.each([
    ["-грузия", [georgia, georgian]],
    ["-Грузии", [georgia, georgian]],
    ["-груз", [cargo]],
    ["-китай", [china]],
    ["-китая", [china]],
    ["-кит", [whale]],
    ["-лавров", [minister]],
    ["-лавр", [bay]],
    ["-путина", [putin]],
    ["-новая", [novel]],
    ["-опек", [opec]],
    ["-ОПЕК", [opec]],
    ["-опека", [care]],
    ['-"грузия"', [georgia, georgian]],
    ['-"президент Грузии"', [georgian, small]],
    ["-title:грузия", []],
  ])("leaves out what it names, and nothing that shares a stem with it: %s", async (query, excluded) => {
    expect(await own(query)).toEqual(texts.filter((text) => !excluded.includes(text)).sort());
  });

  it.each([
    ['"президент грузии"', [georgian, small]],
    ['"президент Грузия"', [georgian, small]],
    ['"грузия"', [georgia, georgian]],
    ['"синий кит"', [whale]],
    ['"синий Китай"', [china]],
    ['"синий китай"', [china]],
    ['"новые книги"', [novel]],
    ['"Новых Авторов"', [novel]],
    ['"решение ОПЕК"', [opec]],
    ['"решения опек"', [opec]],
    ['"решение опека"', [care]],
    ['"президент путин"', [putin]],
    ['"весенняя путина"', [fishing]],
    ['"министр лаврова"', [minister]],
    ['"венок лавров"', []],
  ])("is a name in a phrase where the index knows it as one: %s", async (query, found) => {
    expect(await own(query)).toEqual(found.sort());
  });
});
