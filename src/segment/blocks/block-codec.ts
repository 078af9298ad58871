/**
 * One block of a segment to bytes and back (layer 2): packed as its section is, with a CRC-32 before it that is seeded with
 * the block's section and number, so that a block read from a wrong place is found out as well as a damaged one.
 *
 * On disk: u32 CRC-32 of the payload, then the payload. It is packed by brotli, by deflate, by deflate with the stored dictionary,
 * or not at all.
 */
import { promisify } from "node:util";
import {
  type BrotliOptions,
  brotliCompress,
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateRaw,
  deflateRawSync,
  inflateRawSync,
  type ZlibOptions,
} from "node:zlib";
import { isDataError } from "../../codec-failure.ts";
import { crc32 } from "../../content-hash.ts";
import { SearchIndexError } from "../../errors.ts";
import { ByteReader, ByteWriter, corruptBytes } from "./byte-buffer.ts";
import { encodeCyrillicJson } from "./json-block.ts";

/**
 * What stored blocks are packed with (layer 2): a preset dictionary of deflate (RFC 1951; zlib's deflateSetDictionary), so that
 * a short block need not hold what every Russian news article has: the frame of its JSON, and common words.
 *
 * Every segment of the format is read with these very bytes (docs/index-format.md has their checksum). The words are of our
 * own choosing, rarer ones first, since deflate writes a near place in fewer bits; docs/decisions/0032-stored-dictionary.md
 * has what they save. It holds nothing of any article, so that a purge need not know of it.
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

/** As storedRow of stored/fields.ts writes an article, with the values that many have. */
const FRAME = [
  '","agency":"ТАСС","author":null,"place":"Москва","image":"https://.jpg","url":"https://www.ru/news//.html",',
  '"source":"РИА Новости","publishedAt":"2026-01-01T00:00+03:00","datePrecision":"minute","dateRange":null}]\n',
  '["","articles/import//.jsonl.gz",{"title":"","lead":"","text":". .\\n\\n","url":null,"source":"","agency":null,',
  '"author":null,"place":null,"image":null,"notice":null,"publishedAt":"20","datePrecision":"day","dateRange":null}]\n',
  '["',
].join("");

/** In windows-1251, as stored rows are. */
export const STORED_DICTIONARY: Uint8Array = encodeCyrillicJson(WORDS + FRAME);

/** A way to pack bytes. */
interface Packing {
  pack(content: Uint8Array): Uint8Array;
  /** The same bytes, made on another thread; `content` must not change until then. */
  packInBackground(content: Uint8Array): Promise<Uint8Array>;
  /**
   * What was packed; `corrupt-segment` names `what` where the bytes are not what a packer wrote, `runtime-limit` where this
   * runtime cannot unpack them.
   */
  unpack(packed: Uint8Array, what: string): Uint8Array;
}

/** A codec as this runtime has it, with an answer by which it is known to work. */
export interface Codec {
  unpack(packed: Uint8Array): Uint8Array;
  /** What zlib or brotli makes of `content`. */
  readonly known: { readonly packed: Uint8Array; readonly content: Uint8Array };
}

/** Of 11: the highest saves 12 % more at 55 times the time (docs/decisions/0004-segment-format.md). */
const BROTLI_QUALITY = 5;

/** Of numbers in columns 4 makes 2 % less than 5, in half the time (docs/decisions/0016-occurrences.md). */
const BROTLI_NUMBERS_QUALITY = 4;

/** Of 9: the highest saves 0.1 % more, and takes three times as long over surface forms. Measured on news. */
const DEFLATE_LEVEL = 6;

/** The most that a block may unpack to; far above any that is written, low enough to bound a hostile one. Untuned. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

/**
 * zlib gives what it unpacks in chunks, by default of 16 KiB, and puts them together by a copy. Most blocks are a document or a
 * term longer than their section's size: one of these holds them, which takes a tenth off the time of a stored block.
 */
const UNPACKED_CHUNK_BYTES = 24 * 1024;
const STORED_CHUNK_BYTES = 10 * 1024;

/** The least window that holds a common block whole, in bits, and brotli's own: a smaller one is sooner made ready. */
const MIN_WINDOW_BITS = 16;
const MAX_WINDOW_BITS = 22;

const compressByBrotli = promisify<Uint8Array, BrotliOptions, Uint8Array>(brotliCompress);
const compressByDeflate = promisify<Uint8Array, ZlibOptions, Uint8Array>(deflateRaw);

const KNOWN_CONTENT = Buffer.from("poisk poisk poisk", "latin1");
const KNOWN_BROTLI = { packed: Buffer.from("1b1000f88d54b5bf4e7b839b53206b014f1c6072", "hex"), content: KNOWN_CONTENT };
const KNOWN_DEFLATE = { packed: Buffer.from("2bc8cf2cce5628409000", "hex"), content: KNOWN_CONTENT };
/** One repetition from the dictionary's end: a runtime that ignores dictionaries cannot unpack it. */
const KNOWN_DICTIONARY = { packed: Buffer.from("a3543f00", "hex"), content: STORED_DICTIONARY.subarray(-64) };

export const brotliPacking = brotliOf(BROTLI_QUALITY);
const brotliNumbersPacking = brotliOf(BROTLI_NUMBERS_QUALITY);
export const deflatePacking = deflateBy({}, UNPACKED_CHUNK_BYTES, KNOWN_DEFLATE);
export const dictionaryPacking = deflateBy({ dictionary: STORED_DICTIONARY }, STORED_CHUNK_BYTES, KNOWN_DICTIONARY);

/** The content as it is. */
const noPacking: Packing = {
  pack: (content) => content,
  packInBackground: (content) => Promise.resolve(content),
  unpack: (packed) => packed,
};

function brotliOf(quality: number): Packing {
  const optionsFor = ({ length }: Uint8Array): BrotliOptions => ({
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: length,
      [constants.BROTLI_PARAM_LGWIN]: windowBits(length),
    },
  });
  const unpacked = { maxOutputLength: MAX_UNPACKED_BYTES, chunkSize: UNPACKED_CHUNK_BYTES };
  const codec: Codec = { unpack: (packed) => brotliDecompressSync(packed, unpacked), known: KNOWN_BROTLI };
  return {
    pack: (content) => brotliCompressSync(content, optionsFor(content)),
    packInBackground: (content) => compressByBrotli(content, optionsFor(content)),
    unpack: (packed, what) => unpackBy(codec, packed, what),
  };
}

/** Raw deflate. */
function deflateBy(shared: Pick<ZlibOptions, "dictionary">, chunkSize: number, known: Codec["known"]): Packing {
  const packed: ZlibOptions = { ...shared, level: DEFLATE_LEVEL };
  const unpacked: ZlibOptions = { ...shared, maxOutputLength: MAX_UNPACKED_BYTES, chunkSize };
  const codec: Codec = { unpack: (bytes) => inflateRawSync(bytes, unpacked), known };
  return {
    pack: (content) => deflateRawSync(content, packed),
    packInBackground: (content) => compressByDeflate(content, packed),
    unpack: (bytes, what) => unpackBy(codec, bytes, what),
  };
}

/**
 * What a codec makes of packed bytes. `corrupt-segment` only where the codec says that the data are wrong and it unpacks what
 * it must; else `runtime-limit`: to rebuild for that would throw away a good index.
 */
export function unpackBy(codec: Codec, packed: Uint8Array, what: string): Uint8Array {
  try {
    return codec.unpack(packed);
  } catch (error) {
    throw isDataError(error) && isWorking(codec) ? corruptBytes(`${what} does not unpack`) : runtimeLimit(what, error);
  }
}

function isWorking({ unpack, known }: Codec): boolean {
  try {
    return Buffer.compare(unpack(known.packed), known.content) === 0;
  } catch (error) {
    if (isDataError(error)) return false;
    throw error;
  }
}

function runtimeLimit(what: string, cause: unknown): SearchIndexError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SearchIndexError(
    "runtime-limit",
    `This runtime cannot unpack ${what} (${reason}). The index is not damaged by that: give the process more memory, or use another runtime.`,
    { cause },
  );
}

/** A window at least as long as the content, as far as there is one. */
function windowBits(contentBytes: number): number {
  // What brotli keeps of a window for itself is 16 bytes (RFC 7932, section 9.1).
  return Math.min(MAX_WINDOW_BITS, Math.max(MIN_WINDOW_BITS, Math.ceil(Math.log2(contentBytes + 16))));
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
  commonForms: 14,
  duplicates: 15,
  cards: 16,
} as const;

export type SectionName = keyof typeof SECTION_NUMBERS;

/**
 * deflate for what every query unpacks (as small as brotli on varints, a third faster to decode), brotli where text
 * dominates and few blocks are read (docs/decisions/0004-segment-format.md); the stored dictionary for what it was made for
 * (docs/decisions/0032-stored-dictionary.md); none for postings, whose codes leave nothing to be saved
 * (docs/decisions/0030-openings.md).
 */
const PACKINGS: Readonly<Record<SectionName, Packing>> = {
  postings: noPacking,
  phrases: noPacking,
  lexicon: deflatePacking,
  stored: dictionaryPacking,
  cards: dictionaryPacking,
  entries: brotliPacking,
  filter: deflatePacking,
  documentIds: deflatePacking,
  column: brotliPacking,
  index: brotliPacking,
  contents: brotliPacking,
  tombstones: brotliPacking,
  occurrences: brotliNumbersPacking,
  forms: deflatePacking,
  commonForms: deflatePacking,
  duplicates: deflatePacking,
};

const CHECKSUM_BYTES = 4;

/** The bytes of one block on disk. */
export function encodeBlock(section: SectionName, blockNumber: number, content: Uint8Array): Uint8Array {
  return bindPayload(section, blockNumber, PACKINGS[section].pack(content));
}

/** The same bytes, packed on another thread; `content` must not change until then. */
export async function encodeBlockInBackground(
  section: SectionName,
  blockNumber: number,
  content: Uint8Array,
): Promise<Uint8Array> {
  return bindPayload(section, blockNumber, await PACKINGS[section].packInBackground(content));
}

/** A block under another number of its section, without unpacking it; it is checked as decodeBlock checks it. */
export function renumberBlock(section: SectionName, from: number, to: number, block: Uint8Array): Uint8Array {
  return bindPayload(section, to, checkedPayload(section, from, block));
}

/** The content of one block; `corrupt-segment` where it is not what was written. */
export function decodeBlock(section: SectionName, blockNumber: number, block: Uint8Array): Uint8Array {
  return unpackPayload(section, blockNumber, checkedPayload(section, blockNumber, block));
}

/** What {@link checkedPayload} gave, unpacked: the second half of {@link decodeBlock}. */
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

function bindPayload(section: SectionName, blockNumber: number, payload: Uint8Array): Uint8Array {
  const writer = new ByteWriter(payload.length + CHECKSUM_BYTES);
  writer.writeFixed(crc32(payload, checksumSeed(section, blockNumber)), CHECKSUM_BYTES);
  writer.writeBytes(payload);
  return writer.toBytes();
}

function checksumSeed(section: SectionName, blockNumber: number): number {
  return (SECTION_NUMBERS[section] * 0x1000000 + (blockNumber & 0xffffff)) >>> 0;
}
