/**
 * One block of a segment to bytes and back: packed as its section is, with a CRC-32 before it that is seeded with the
 * block's section and number, so that a block read from a wrong place is found out as well as a damaged one.
 *
 * On disk: u32 CRC-32 of the payload, then the payload. It is packed by deflate, by deflate with the stored dictionary,
 * or not at all: any runtime can unpack that, by inflate.ts where it has no zlib or one that errs. Such a runtime
 * writes deflate that saves nothing.
 */
import { concatBytes } from "../../../bytes.ts";
import { crc32 } from "../../../content-hash.ts";
import { SearchIndexError } from "../../../errors.ts";
import { InflateError, inflateRaw } from "../../../inflate.ts";
import { workingZlib } from "../../../node-module.ts";
import { ByteReader, corruptBytes } from "./byte-buffer.ts";
import { encodeCyrillicJson } from "./json-block.ts";
import { MAX_BLOCK_BYTES } from "./segment-format.ts";

/**
 * The preset dictionary of stored blocks (RFC 1951; zlib's deflateSetDictionary): a short block need not hold what
 * every Russian news article has, the frame of its JSON and common words.
 *
 * Every segment of the format is read with these very bytes (docs/index-format.md has their checksum). The words are of
 * our own choosing, rarer ones first, since deflate writes a near place in fewer bits; docs/decisions/index.md#packing
 * says what they save. It holds nothing of any article, so that a purge need not know of it.
 */
const WORDS = [
  "вооруженные силы, военнослужащих, боевых действий, истребитель, беспилотник, оборонного ведомства, переговоры, ",
  "соглашение, санкции против, дипломат, посольство, посол, международных организаций, Совета Безопасности, ",
  "саммит, встреча на высшем уровне, главы государств, премьер-министр, вице-премьер, сенатор, законопроект, ",
  "поправки, депутаты Госдумы, Совета Федерации, голосование, избирательная комиссия, кандидат в президенты, ",
  "выборы, спикер, губернатор, мэр города, городская администрация, муниципальный, региональный, федеральный ",
  "бюджет, Минфин, Центробанк, Банк России, ставка, инфляция, курс доллара, рублей, евро за баррель, нефть марки ",
  "Brent, акции, торги на Московской бирже, инвестиции, прибыль, выручка, убытки, налог, предприниматель, ",
  "предприятие, производство, экспорт, импорт, поставки газа, «Газпром», «Роснефть», Сбербанк, РЖД, «Аэрофлот», ",
  "строительство, недвижимость, квартира, транспорт, автомобиль, самолет, аэропорт, поезд, вокзал, метро, ",
  "дорожно-транспортное происшествие, авария, столкновение, водитель, пассажиры, пострадавшие, погибли, ",
  "госпитализирован, скончался, больница, врачи, медицинский, заболевание, коронавирус, вакцина, пожар, площадь ",
  "возгорания, МЧС, спасатели, эвакуация, полиция, полицейские, преступление, уголовное дело возбуждено по статье, ",
  "следствие, Следственный комитет, следователи, подозреваемый, обвиняемый, задержан, арестован, прокуратура, суд ",
  "признал виновным, приговорил, лишения свободы, адвокат, мошенничество, убийство, терроризм, террористической ",
  "организации, запрещенной в России, взрыв, оружие, ученые, исследование, компания, пользователи, журналисты, ",
  "телеканал, издание, фильм, матч, тренер, команды, турнир, чемпионат мира по футболу, победил, со счетом, январь ",
  "января февраль февраля март марта апрель апреля май мая июнь июня июль июля август августа сентябрь сентября ",
  "октябрь октября ноябрь ноября декабрь декабря понедельник вторник среду четверг пятницу субботу воскресенье ",
  "сегодня вчера завтра утром вечером ночью днем неделе месяца года в 2015 году, 2016 2017 2018 2019 2020 2021 ",
  "2022 2023 2024 2025 годов лет назад минут часов дней тысяч человек, миллионов рублей, млн долларов, млрд ",
  "рублей, процентов, первый второй третий четвертый пятый один два три четыре пять шесть десять двадцать ",
  "несколько около более чем менее свыше почти Андрей, Алексей, Александр, Сергей, Дмитрий, Михаил, Николай, Иван, ",
  "Павел, Игорь, Олег, Юрий, Виктор, Евгений, Анна, Мария, Елена, Ольга, Наталья, Татьяна, Екатерина, Министерство ",
  "иностранных дел, МИД РФ, Минобороны России, Минздрав, Росстат, ФСБ, МВД, Генпрокуратура, Верховный суд, ",
  "Конституционный суд, Правительство РФ, администрация президента, Кремль, Белый дом, Госдепартамент, Пентагон, ",
  "конгресс США, Евросоюз, Европейский союз, Еврокомиссия, Европарламент, НАТО, ООН, ОБСЕ, ВОЗ, МВФ, ШОС, БРИКС, ",
  "СНГ, ЕАЭС, Украины, Украина, Украине, Киев, Киева, Донбасс, Донецк, Луганск, Крым, Крыма, Крыму, США, ",
  "Вашингтон, Китай, Китая, Пекин, Иран, Ирак, Афганистан, Европы, Европе, Лондон, Париж, Берлин, Санкт-Петербург, ",
  "Санкт-Петербурге, Петербурга, Ленинградской области, Московской области, Подмосковье, Москва, Москвы, Москве, ",
  "Россия, России, Россию, Россией, российский, российского, российских, российской, российские, русский, ",
  "президент, президента, президентом, глава государства, глава ведомства, руководитель, руководства, директор, ",
  "генеральный директор, председатель, заместитель, министр, министра, министерства, представитель, представители, ",
  "представителей, официальный представитель, пресс-секретарь, эксперт, эксперты, аналитик, специалисты, ",
  "сотрудники, жители, граждане, граждан, гражданин, мужчина, женщина, дети, детей, ребенок, семья, родители, ",
  "женщины, молодые люди, человека, народ, общество, страна, страны, стране, стран, государство, государства, ",
  "государственный, мир, мира, мировой, международный, область, области, регион, региона, регионов, республики, ",
  "край, район, района, город, города, городе, улица, улице, дом, дома, здание, территория, территории, граница, ",
  "центр, место, места, месте, время, времени, момент, период, случай, случае, случаев, ситуация, ситуации, ",
  "ситуацию, проблема, проблемы, вопрос, вопросы, вопросов, причина, результат, результате, решение, решения, ",
  "закон, закона, документ, документа, данные, данным, информация, информации, сообщение, сообщения, заявление, ",
  "заявления, отношения, отношении, развития, развитие, работа, работы, работу, работе, работает, системы, ",
  "система, безопасности, безопасность, проект, проекта, программа, программы, группа, группы, часть, части, ",
  "сторона, стороны, стороне, меры, помощь, помощи, поддержка, поддержки, поддержку, участие, участников, условия, ",
  "условиях, уровень, уровня, рост, снижение, увеличение, цена, цены, рынок, рынка, рынке, экономики, ",
  "экономический, политический, политики, социальный, финансовый, военный, военных, новый, новые, новых, нового, ",
  "новой, последний, последние, последних, крупнейший, большой, большие, главный, основной, общий, самый, самых, ",
  "высокий, возможно, необходимо, важно, известно, известный, связи, начал, начала, начали, начнется, продолжает, ",
  "получил, получили, получить, принял, принять, принято, провел, провести, проводит, прошел, прошла, прошли, ",
  "пройдет, вышел, стал, стала, стали, станет, стать, сделал, сделать, решил, решили, нашли, показал, показали, ",
  "оказался, оказались, находится, находятся, составил, составила, составляет, достиг, вырос, снизился, произошло, ",
  "произошел, произошла, случилось, планирует, планируется, ожидается, предложил, потребовал, обвинил, призвал, ",
  "пообещал, поручил, подписал, утвердил, отметил, отметила, подчеркнул, добавил, добавила, пояснил, уточнил, ",
  "уточнила, рассказал, рассказала, рассказали, заявил, заявила, заявили, сообщил, сообщила, сообщили, сообщает, ",
  "сообщается, сообщалось, напомнил, считает, считают, говорится, говорит, сказал, сказала, передает, пишет, ",
  "ссылкой на, со ссылкой на источник, По его словам, по словам, По данным, как сообщили в пресс-службе, об этом ",
  "сообщает, об этом сообщил, об этом говорится в сообщении, говорится в заявлении, в эфире телеканала, в ",
  "интервью, в своем Telegram-канале, в ходе брифинга, на пресс-конференции, Ранее сообщалось, что Как отмечается, ",
  "Кроме того, Вместе с тем, При этом, Однако в настоящее время, в частности, в том числе, в рамках, в течение, в ",
  "связи с, в результате, в отношении, на территории, на фоне, из-за того, несмотря на то, для того, чтобы, о том, ",
  "что тем, то есть, а также, так как, потому что, если, когда, пока, после, перед, между, против, около, через, ",
  "вместо, среди, кроме, согласно, который, которая, которое, которые, которых, которым, которому, которого, ",
  "которой, которую, этого, этой, этом, этому, этот, эти, этих, того, том, тому, такой, такие, таких, также, тоже, ",
  "только, уже, еще, даже, очень, более, самого, сам, свой, своей, своего, свою, своих, своим, его, ее, их, ему, ",
  "ей, им, нас, нам, мы, вы, вам, они, она, оно, он, я, кто, что, как, где, там, здесь, сейчас, тогда, теперь, ",
  "потом, всегда, никогда, ничего, нет, не было, был, была, были, было, быть, будет, будут, бы, есть, может, ",
  "могут, можно, нужно, должен, должны, должна, хотя, или, ли, же, все, всех, всего, всем, весь, каждый, любой, ",
  "другой, другие, других, многие, много, разных, под, над, при, про, без, для, до, за, из, от, ко, со, об, по, ",
  "на, в, с, к, о, у, и, а, но РИА Новости. ТАСС. Интерфакс. МОСКВА, 12 мар — РИА Новости. — сказал он. — отметил ",
  "он. , — сказал , — заявил , — добавил , — сообщает РФ в Москве. «», » и «",
].join("");

/** A sample article as storedRow (stored/fields.ts) writes it, with frequent values. */
const FRAME = [
  '","agency":"ТАСС","author":null,"place":"Москва","image":"https://.jpg","url":"https://www.ru/news//.html",',
  '"source":"РИА Новости","publishedAt":"2026-01-01T00:00+03:00","datePrecision":"minute","dateRange":null}]\n',
  '["","articles/import//.jsonl.gz",{"title":"","lead":"","text":". .\\n\\n","url":null,"source":"","agency":null,',
  '"author":null,"place":null,"image":null,"notice":null,"publishedAt":"20","datePrecision":"day","dateRange":null}]\n',
  '["',
].join("");

/** Preset dictionary of stored blocks, in windows-1251 as stored rows are. */
export const STORED_DICTIONARY: Uint8Array = encodeCyrillicJson(WORDS + FRAME);

/** A way to pack bytes. */
interface Packing {
  pack(content: Uint8Array): Uint8Array;
  /** The same bytes, made on another thread; `content` must not change until then. */
  packInBackground(content: Uint8Array): Promise<Uint8Array>;
  /**
   * Unpacks; `corrupt-segment` names `what` if no packer wrote the bytes, `runtime-limit` if this runtime has no memory
   * for them.
   */
  unpack(packed: Uint8Array, what: string): Uint8Array;
}

/** Options of zlib's deflateInit2. */
interface DeflateOptions {
  readonly memLevel?: number;
  readonly strategy?: number;
}

/**
 * Compression level, of 9: the highest saves 0.1 % more, and takes three times as long over surface forms. Measured on
 * news.
 */
const DEFLATE_LEVEL = 6;

/**
 * zlib gives what it unpacks in chunks, by default of 16 KiB, and puts them together by a copy. Most blocks are a
 * document or a term longer than their section's size: one of these holds them, which takes a tenth off the time of a
 * stored block.
 */
const UNPACKED_CHUNK_BYTES = 24 * 1024;
const STORED_CHUNK_BYTES = 10 * 1024;

/**
 * Options for columns of numbers: short matches are ignored (zlib's Z_FILTERED), and codes are made anew every 4,096
 * symbols. Of occurrences that is 5 % less than without, and 1 % more than brotli's (docs/decisions/index.md#packing).
 */
const NUMBERS_OPTIONS: DeflateOptions = { memLevel: 6, strategy: 1 };

const NO_DICTIONARY = new Uint8Array();
export const deflatePacking = deflateBy(NO_DICTIONARY, UNPACKED_CHUNK_BYTES, {});
export const dictionaryPacking = deflateBy(STORED_DICTIONARY, STORED_CHUNK_BYTES, {});
const numbersPacking = deflateBy(NO_DICTIONARY, UNPACKED_CHUNK_BYTES, NUMBERS_OPTIONS);

/** The content as it is. */
const noPacking: Packing = {
  pack: (content) => content,
  packInBackground: (content) => Promise.resolve(content),
  unpack: (packed) => packed,
};

/** Raw deflate, as if the dictionary came before the content. */
function deflateBy(dictionary: Uint8Array, chunkSize: number, options: DeflateOptions): Packing {
  const shared = dictionary.length === 0 ? {} : { dictionary };
  const packed = { ...shared, level: DEFLATE_LEVEL, ...options };
  const unpacked = { ...shared, maxOutputLength: MAX_BLOCK_BYTES, chunkSize };
  return {
    pack: (content) => workingZlib?.deflateRawSync(content, packed) ?? deflateStored(content),
    packInBackground: (content) =>
      new Promise((resolve, reject) => {
        if (workingZlib === undefined) resolve(deflateStored(content));
        else
          workingZlib.deflateRaw(content, packed, (error, bytes) => (error === null ? resolve(bytes) : reject(error)));
      }),
    unpack: (bytes, what) => {
      try {
        if (workingZlib !== undefined) return workingZlib.inflateRawSync(bytes, unpacked);
      } catch {
        // That may be due to the bytes, or to a limit of the runtime: what follows tells, and may do without.
      }
      return unpackWithoutZlib(bytes, dictionary, what);
    },
  };
}

/** Largest length of a deflate block without compression (RFC 1951, 3.2.4). */
const MAX_STORED_BYTES = 0xffff;

/** The content as a deflate stream of stored blocks, which is as long as it and five bytes a block. */
function deflateStored(content: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let start = 0; start === 0 || start < content.length; start += MAX_STORED_BYTES) {
    const part = content.subarray(start, start + MAX_STORED_BYTES);
    const { length } = part;
    const isLast = start + length === content.length;
    parts.push(Uint8Array.of(isLast ? 1 : 0, length, length >> 8, ~length, ~length >> 8), part);
  }
  return concatBytes(parts);
}

function unpackWithoutZlib(packed: Uint8Array, dictionary: Uint8Array, what: string): Uint8Array {
  try {
    return inflateRaw(packed, dictionary, MAX_BLOCK_BYTES);
  } catch (error) {
    if (error instanceof InflateError) throw corruptBytes(`${what} does not unpack: ${error.message}`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new SearchIndexError(
      "runtime-limit",
      `This runtime cannot unpack ${what} (${reason}). The index is not damaged by that: give the process more memory.`,
      { cause: error },
    );
  }
}

/** The sections whose blocks are checked apart; the number enters the checksum's seed. */
export const SECTION_NUMBERS = {
  postings: 1,
  lexicon: 2,
  stored: 3,
  entries: 4,
  filter: 5,
  documentIds: 6,
  column: 7,
  index: 8,
  contents: 9,
  tombstones: 10,
  occurrences: 11,
  forms: 12,
  phrases: 13,
  reversedForms: 14,
  duplicates: 15,
  cards: 16,
  suggestions: 17,
  keyedForms: 18,
} as const;

export type SectionName = keyof typeof SECTION_NUMBERS;

/**
 * The stored dictionary for what it was made for; none for postings, whose codes leave nothing to be saved
 * (docs/decisions/index.md#packing).
 */
const PACKINGS: Readonly<Record<SectionName, Packing>> = {
  postings: noPacking,
  phrases: noPacking,
  lexicon: deflatePacking,
  stored: dictionaryPacking,
  cards: dictionaryPacking,
  entries: deflatePacking,
  filter: deflatePacking,
  documentIds: deflatePacking,
  column: numbersPacking,
  index: numbersPacking,
  contents: deflatePacking,
  tombstones: deflatePacking,
  occurrences: numbersPacking,
  forms: deflatePacking,
  reversedForms: deflatePacking,
  keyedForms: deflatePacking,
  duplicates: deflatePacking,
  suggestions: deflatePacking,
};

const CHECKSUM_BYTES = 4;

/**
 * The bytes of one block on disk, as many as make a multiple of `multipleBytes`; `object-too-large` where no reader
 * would unpack it. What is more than one byte is for packed sections: their streams tell where they end.
 */
export function encodeBlock(
  section: SectionName,
  blockNumber: number,
  content: Uint8Array,
  multipleBytes = 1,
): Uint8Array {
  checkSize(section, content);
  return bindPayload(section, blockNumber, PACKINGS[section].pack(content), multipleBytes);
}

/** The same bytes, packed on another thread; `content` must not change until then. */
export async function encodeBlockInBackground(
  section: SectionName,
  blockNumber: number,
  content: Uint8Array,
  multipleBytes = 1,
): Promise<Uint8Array> {
  checkSize(section, content);
  return bindPayload(section, blockNumber, await PACKINGS[section].packInBackground(content), multipleBytes);
}

/** A block under another number of its section, without unpacking it; it is checked as decodeBlock checks it. */
export function renumberBlock(section: SectionName, from: number, to: number, block: Uint8Array): Uint8Array {
  return bindPayload(section, to, checkedPayload(section, from, block));
}

/** The content of one block; `corrupt-segment` where it is not what was written. */
export function decodeBlock(section: SectionName, blockNumber: number, block: Uint8Array): Uint8Array {
  return unpackPayload(section, blockNumber, checkedPayload(section, blockNumber, block));
}

/** Unpacks the result of {@link checkedPayload}: the second half of {@link decodeBlock}. */
export function unpackPayload(section: SectionName, blockNumber: number, payload: Uint8Array): Uint8Array {
  return PACKINGS[section].unpack(payload, `block ${blockNumber} of its ${section} section`);
}

/** A block without its checksum, still packed: the first half of {@link decodeBlock}. A view. */
export function checkedPayload(section: SectionName, blockNumber: number, block: Uint8Array): Uint8Array {
  const reader = new ByteReader(block);
  const checksum = reader.readFixed(CHECKSUM_BYTES);
  const payload = reader.readBytes(reader.remaining);
  if (crc32(payload, checksumSeed(section, blockNumber)) === checksum) return payload;
  throw corruptBytes(`the checksum of block ${blockNumber} of its ${section} section does not match`);
}

function checkSize(section: SectionName, content: Uint8Array): void {
  if (content.length > MAX_BLOCK_BYTES) throw tooLargeBlock(section, content.length);
}

/** The error of a block that would hold more than {@link MAX_BLOCK_BYTES}. */
export function tooLargeBlock(section: SectionName, sizeBytes: number): SearchIndexError {
  return new SearchIndexError(
    "object-too-large",
    `A block of a segment's ${section} section would hold ${sizeBytes} bytes, of ${MAX_BLOCK_BYTES} that it may. Put fewer or shorter documents into one segment.`,
    { details: { section, sizeBytes, maxBytes: MAX_BLOCK_BYTES } },
  );
}

/** The payload, and zeros behind it up to the multiple. */
function bindPayload(section: SectionName, blockNumber: number, payload: Uint8Array, multipleBytes = 1): Uint8Array {
  const sizeBytes = Math.ceil((CHECKSUM_BYTES + payload.length) / multipleBytes) * multipleBytes;
  const block = new Uint8Array(sizeBytes);
  block.set(payload, CHECKSUM_BYTES);
  const checksum = crc32(block.subarray(CHECKSUM_BYTES), checksumSeed(section, blockNumber));
  new DataView(block.buffer).setUint32(0, checksum, true);
  return block;
}

function checksumSeed(section: SectionName, blockNumber: number): number {
  return (SECTION_NUMBERS[section] * 0x1000000 + (blockNumber & 0xffffff)) >>> 0;
}
