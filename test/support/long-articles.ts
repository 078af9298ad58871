/**
 * Long articles in the manner of regional news: some 18,000 characters in paragraphs of three to six sentences, each
 * article another one, the same in every run.
 */

const SUBJECTS = "Порт Город Завод Театр Мэрия Университет Больница Музей Аэропорт Комбинат".split(" ");
const ACTIONS = [
  "принял первый балкер после ремонта причала",
  "открыл набор на вечерние курсы",
  "подвёл итоги года на заседании совета",
  "получил новое оборудование из Казани",
  "отложил запуск второй очереди до осени",
  "пригласил жителей на день открытых дверей",
  "перешёл на зимнее расписание раньше обычного",
];
const DETAILS = [
  "Об этом сообщили в пресс-службе, уточнив, что работы шли с марта 2021 года.",
  "Подрядчик обещает закончить к 15 октября, если не помешает погода.",
  "Река поднялась на полметра, но причалы и набережная не пострадали.",
  "По словам Игоря Лапшина, на это ушло 12 млн рублей.",
  "Жители соседних улиц говорят, что шума почти не слышно.",
  "В прошлом году здесь побывали 4,5 тыс. человек, в том числе гости из Нижнего Новгорода.",
  "«Мы ждали этого десять лет», — сказала Анна Речкина.",
];

const at = <Item>(items: readonly Item[], i: number): Item => items[i % items.length] as Item;

/** `count` articles; the paragraphs of each begin with another subject in turn. */
export function longArticles(count: number): string[] {
  return Array.from({ length: count }, (_, article) => {
    const paragraphs: string[] = [];
    for (let length = 0, i = article * 3; length < 18_000; i += 1) {
      const sentences = [`${at(SUBJECTS, i)} ${at(ACTIONS, i * 5 + article)}.`];
      for (let j = 0; j < 2 + (i % 4); j += 1) sentences.push(at(DETAILS, i * 3 + j * 2 + article));
      const paragraph = sentences.join(" ");
      paragraphs.push(paragraph);
      length += paragraph.length + 1;
    }
    return paragraphs.join("\n");
  });
}
