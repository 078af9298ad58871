import { describe, expect, it } from "vitest";
import { parsePhraseTerm, phraseTerms } from "../../../../src/russian/titles.ts";
import { titlePhrases } from "../../../support/inside/russian-titles.ts";

const textsOf = (title: string, text = "") => titlePhrases(title, text);

describe("a title offers", () => {
  it.each([
    ["Нижегородцы продолжают нарушать режим повышенной готовности", "режим повышенной готовности"],
    ["Цены на нефть марки Brent упали ниже $30", "цены на нефть"],
    ["Синоптики рассказали о погоде в Москве", "погода в Москве"],
    ["Станет ли этот человек преемником Владимира Путина?", "Владимир Путин"],
    ["Жители встретили Ольгу Петрову", "Ольга Петрова"],
    ["Встреча с Дмитрием Песковым прошла в среду", "Дмитрий Песков"],
    ["Ким Чен Ын появился на публике", "Ким Чен Ын"],
    ["Трамп впервые с 28 марта покинет Белый дом", "Белый дом"],
    ["Врачи скорой помощи выйдут на смену", "скорая помощь"],
    ["Зрители ждут Олимпийских игр в Токио", "Олимпийские игры в Токио"],
    ["В Киево-Печерской лавре зазвонили колокола", "Киево-Печерская лавра"],
    ["Поезд до Санкт-Петербурга задержали", "Санкт-Петербург"],
    ["Мост в Ростове-на-Дону закрыли", "Ростов-на-Дону"],
    ["Рост числа новых случаев гриппа", "новые случаи гриппа"],
    ["Артём Королёв открыл выставку", "Артём Королёв"],
    ["Суд отказал компании Mail.ru", "Mail.ru"],
    ["В Большом театре пели", "Большой театр"],
    ["За последние сутки снег растаял", "последние сутки"],
    ["БУЭНОС-АЙРЕС ждёт гостей", "Буэнос-Айрес"],
  ])("of «%s» «%s»", (title, phrase) => {
    expect(textsOf(title)).toContain(phrase);
  });

  it("no verb, no word that says nothing, none of both sides of a sign, and no name that is cut", () => {
    const texts = textsOf("Сегодня Ким Чен Ын сообщил: который час, и где хлеб без масла");
    expect(texts).toEqual(["Ким Чен Ын", "хлеб без масла"]);
  });

  it("the capital of a sentence to no word that the text has in small letters, nor to one of common parts", () => {
    const text = "Новых случаев коронавируса нет. Об этом сказали в пресс-службе.";
    expect(textsOf("Коронавирус отступает", text)).toEqual([]);
    expect(textsOf("Волочкова отступает", text)).toEqual(["Волочкова"]);
    expect(textsOf("Пресс-служба президента ответила")).toEqual(["пресс-служба", "пресс-служба президента"]);
  });

  it("no name of a country and its president in one case", () => {
    const texts = textsOf("Слова президента Украины Владимира Зеленского");
    expect(texts).toContain("Владимир Зеленский");
    expect(texts).not.toContain("Украина Владимира Зеленского");
  });

  it("no obscenity", () => {
    expect(textsOf("Пиздец котёнку пришёл, ебучий случай")).toEqual([]);
    expect(textsOf("Мандат хулигана, оскорбление и вебинар EBITDA").length).toBeGreaterThan(0);
  });

  it("the names of several words that its text begins with, and not the country as one of them", () => {
    const text = "Президент России Владимир Путин встретил Анну Сергеевну в Нур-Султане. Приехал и другой человек.";
    expect(textsOf("", text)).toEqual(["Владимир Путин", "Анна Сергеевна", "Нур-Султан", "президент России"]);
  });

  it.each([
    ["Об этом сообщил Михаил Мишустин.", "Михаил Мишустин"],
    ["Прилетела Ангела Меркель, ждут и Меркель.", "Ангела Меркель"],
    ["Погоду обещает Роман Вильфанд.", "Роман Вильфанд"],
    ["Пост занял Алексей Навальный.", "Алексей Навальный"],
    ["Генсек НАТО Йенс Столтенберг приехал.", "Йенс Столтенберг"],
    ["Премьер-министр Израиля Биньямин Нетаньяху улетел.", "Биньямин Нетаньяху"],
    ["Интервью Руперта Мердока. Мердок молчит.", "Руперт Мердок"],
    ["Речь о дочери Дариги Назарбаевой.", "Дарига Назарбаева"],
    ["Встреча с Дастином Поровым прошла.", "Дастин Поров"],
    ["Премьер Барак Обама. Указ Обамы.", "Барак Обама"],
    ["Роль Юлии Высоцкой, и с Иваном Грозным.", "Юлия Высоцкая"],
    ["Вчера Давиду Арахамии ответили.", "Давид Арахамия"],
    ["Министра Сергея Шойгу ждут.", "Сергей Шойгу"],
  ])("of the text «%s» the name in the nominative", (text, name) => {
    expect(textsOf("", text)).toContain(name);
  });

  it.each([
    ["О грант Фонда Сороса спорят.", "Сороса"],
    ["Глава Роспотребнадзора Анна Попова ответила.", "Роспотребнадзора"],
    ["Дело Владимира Бирюковnзаявил вчера.", "Бирюковn"],
    ["Ушли Иван Белов и АннаПетрова Крылова.", "АннаПетрова"],
  ])("of the text «%s» no name with %s", (text, part) => {
    expect(phraseTerms("", text).filter((term) => term.startsWith(part.toLowerCase()))).toEqual([]);
    expect(textsOf("", text).filter((one) => one.startsWith(part))).toEqual([]);
  });

  it("the places and bodies that its text begins with, and offices with whose they are", () => {
    const text = "Следственный комитет начал дело, Верховную раду и Ближний Восток ждёт зима. Ушёл мэр Москвы.";
    expect(textsOf("", `Об этом узнал ${text}`)).toEqual([
      "Следственный комитет",
      "Верховная рада",
      "Ближний Восток",
      "мэр Москвы",
    ]);
  });

  it("behind a noun no noun that is not its genitive", () => {
    expect(textsOf("Игра программу сломала")).toEqual([]);
    expect(textsOf("Третий день подряд льёт")).not.toContain("день подряд");
    expect(textsOf("Добыча нефти падает")).toContain("добыча нефти");
  });

  it("each once, however it is written", () => {
    expect(textsOf("Дом культуры и дом культуры")).toEqual(["дом культуры"]);
  });
});

it("a term begins with the folded phrase, and says how it is written", () => {
  expect(phraseTerms("Открыли дом культуры", "")).toEqual(["дом культуры"]);
  for (const [key, text] of [
    ["сергей королев", "Сергей Королёв"],
    ["youtube", "YouTube"],
    ["дом культуры", "дом культуры"],
  ] as const) {
    const [term = ""] = phraseTerms(text, "");
    expect(term.startsWith(key)).toBe(true);
    expect(parsePhraseTerm(term)).toEqual({ key, text });
  }
});

it("a name of several words has a term by its last word too", () => {
  const [, ofSurname = "", ...others] = phraseTerms("", "Приехал Сергей Королёв.");
  expect(ofSurname.startsWith("королев")).toBe(true);
  expect(parsePhraseTerm(ofSurname)).toEqual({ key: "сергей королев", text: "Сергей Королёв" });
  expect(others).toEqual([]);
  const ofThree = phraseTerms("", "Президент США Дональд Трамп пришёл.");
  expect(ofThree.map((term) => parsePhraseTerm(term).text)).toEqual([
    "Дональд Трамп",
    "Дональд Трамп",
    "президент США",
  ]);
  expect(phraseTerms("Заявление МВД России", "").filter((term) => term.startsWith("росси"))).toEqual([]);
});
