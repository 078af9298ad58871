/**
 * Statements of MiniSearch's suite about what is the best answer, on two small collections (its film and its song
 * sets): exact before prefix, short fields before long ones, many words before one, rare words before common ones.
 */
import type { SearchOptions } from "minisearch";
import { describe, expect, it } from "vitest";
import { inBothForms, type StatementIndex } from "../../support/statement-index.ts";

const plays = [
  {
    id: "зебра",
    title: "Полосатый",
    about:
      "Жеребёнка винят в засухе, и он уходит из стада искать озеро, у которого зебры получили свои полосы. По пути к нему " +
      "прибиваются ворчливая антилопа и страус, который любит только себя. Прежде чем вернуться домой, ему надо " +
      "встретиться с леопардом, который стережёт всю воду и держит в страхе зверей пустыни.",
  },
  { id: "хозяева", title: "Хозяева", about: "Вражда двух братьев, между которыми течёт река." },
  {
    id: "река",
    title: "Река шумит",
    about:
      "Весёлая и беспокойная река, которая верховодит всеми ручьями округи, что ни день подшучивает над старым мельником " +
      "и его сердитым псом по кличке Кузя.",
  },
  {
    id: "выпуск",
    title: "Река шумит: зимние гости старого мельника",
    about:
      "На ярмарке мельник покупает трёх диковинных гусей. Сначала все смеются, но скоро гуси показывают свой нрав, и на " +
      "мельнице не остаётся целого горшка. Теперь Кузе и его друзьям надо придумать, как вернуть себе двор и выгнать " +
      "незваных гостей до весны.",
  },
  {
    id: "сыщик",
    title: "Молчание лесов",
    about:
      "Молодой следователь приезжает в посёлок, где один за другим пропадают люди. Начальник поручает ей расспросить " +
      "старого доктора, который сидит под замком уже восемь лет и знает о людях больше, чем они сами. Она понимает, что " +
      "каждая беседа с ним будет игрой, в которой придётся платить рассказами о собственном детстве. Дело становится " +
      "срочным, когда пропадает дочь депутата, и весь край следит за поисками. Кто поможет ей, а кто только мешает, она " +
      "узнает слишком поздно.",
  },
  {
    id: "прыжки",
    title: "Ради прыжка",
    about:
      "Стоит на холме молодой лес и гордится тем, как блестит его листва, пляшет на ветру и всех вокруг заставляет плясать. " +
      "Однажды осенью листва опадает, и лес стоит голый и смущённый. Но заяц, который знает толк в прыжках, прыжки эти " +
      "показывает и учит радоваться тому, что есть.",
  },
  {
    id: "лес",
    title: "Лес",
    about:
      "Муж и жена давно молчат о своей утрате. На далёком хуторе, где зимой не видно солнца, а рядом замерзает река, однажды " +
      "случается необъяснимое, и в доме снова появляется радость. Но приезжает беспутный брат, и хрупкий покой под угрозой. " +
      "Природа просит платы за свои дары, и далеко ли готовы зайти люди ради любви?",
  },
  {
    id: "колокол",
    title: "Звонкий колокол",
    about:
      "Волчонок Тимка живёт на лугу, где река, трава и лес, с одним колокольчиком на шее. Он любит теряться, и мать всегда " +
      "находит его по звону. За ограду ему нельзя: там тёмный лес, в нём живёт старый волк. Тимка мал и не слушается, пока " +
      "однажды ночью волк не приходит сам, и только река спасает Тимку. Он клянётся найти волка, и Тимка уходит в горы.",
  },
  {
    id: "лев",
    title: "Лев Иудеи",
    about:
      "Приключения смелого ягнёнка по имени Лев Иудеи и его друзей по хлеву, которые ищут дорогу домой за неделю до праздника. " +
      "Добрая свинья, трусливый конь, учёная крыса, болтливый петух, заботливая корова и печальный осёл идут через поле, " +
      "через лес, через весь огромный город и снова через лес, спорят, мирятся и попадают в переделки. Для одних это " +
      "рассказ о верности, для других об отваге, а для печального осла о надежде, которую он было потерял. И, конечно, для " +
      "свиньи и крысы это повод сделать то, чего делать никак нельзя, и всем из-за этого приходится бежать.",
  },
];

describe("a collection of plays", () => {
  const options = { fields: ["title", "about"], storeFields: ["title"] };
  inBothForms({ options, documents: plays }, (index) => {
    const wide: SearchOptions = { fuzzy: 1, prefix: true };
    const best = async (query: string, searchOptions?: SearchOptions) =>
      (await index.search(query, searchOptions))[0]!.id;

    it("one word: the title, then texts with it twice from the shortest, then words that begin with it", async () => {
      const ids = (await index.search("лес", { prefix: true })).map(({ id }) => id);
      expect(ids).toEqual(["лес", "прыжки", "колокол", "лев", "сыщик"]);
    });

    it("one word: title and text, then the shortest text, then a long title, then texts by length and number", async () => {
      const ids = (await index.search("река", wide)).map(({ id }) => id);
      expect(ids).toEqual(["река", "хозяева", "выпуск", "колокол", "лес"]);
    });

    it.each([undefined, wide])(
      "the shorter of two titles with the words, with the options %j",
      async (searchOptions) => {
        expect(await best("река шумит", searchOptions)).toBe("река");
      },
    );

    it.each([undefined, wide])("a rare name before common words, with the options %j", async (searchOptions) => {
      expect(await best("тимка и река", searchOptions)).toBe("колокол");
      expect(await best("иудеи и река", searchOptions)).toBe("лев");
    });

    it("an exact match in the text and a near one in the title before a common word", async () => {
      expect(await best("прыжки река", { fuzzy: 1 })).toBe("прыжки");
    });
  });
});

describe("a collection of songs", () => {
  const songs = [
    { id: "1", song: "Белая ночь", artist: "Ночь" },
    { id: "2", song: "Та самая тихая ночь у старого причала", artist: "Маяк" },
    { id: "3", song: "Вагон", artist: "Иней" },
    { id: "4", song: "Дай мне ещё раз", artist: "Иней" },
    { id: "5", song: "Помоги", artist: "Весёлые гости" },
    { id: "6", song: "Жёлтая лодка", artist: "Весёлые гости" },
    { id: "7", song: "Зимняя ночь", artist: "Иней" },
    { id: "8", song: "Степная рапсодия", artist: "Ночь" },
  ];
  const wide: SearchOptions = { fuzzy: 1, prefix: true };
  const songsFor = async (index: StatementIndex, query: string) =>
    (await index.search(query, wide)).map(({ id }) => id);

  inBothForms({ options: { fields: ["song", "artist"], storeFields: ["song"] }, documents: songs }, (index) => {
    it("both words first, then one word in both fields, then the whole of a field, then a part of one", async () => {
      expect(await songsFor(index, "тихая ночь")).toEqual(["2", "1", "8", "7"]);
    });

    it("one word: the song that has it in both fields", async () => {
      expect((await songsFor(index, "ночь"))[0]).toBe("1");
    });
  });
});
