/**
 * An invented agency text, and the small changes that reprints of it come with.
 */

/** Paragraphs as the agency sent them; a dateline opens the first. */
export const AGENCY_PARAGRAPHS = [
  "ВЫТЕГРА, 12 мая — Северные вести. Ёмкость нового водохранилища под Вытегрой составит 340 миллионов кубометров, сообщил в четверг журналистам начальник стройки Пётр Заозёрный. По его словам, первая очередь плотины готова, и воду начнут набирать ещё до конца лета.",
  "«Мы ждали этого дня одиннадцать лет, — сказал Заозёрный. — Берега укреплены, дороги подняты, последние дома из зоны затопления перенесены на высокий берег». Он добавил, что жители трёх деревень переехали в новые квартиры, а школу и фельдшерский пункт построили заново.",
  "Проект оценивается в 18 миллиардов рублей, из них 7 миллиардов дал областной бюджет. Как рассказали в министерстве природных ресурсов, водохранилище сгладит весенние паводки, от которых каждый год страдали огороды и пастбища ниже по течению, и даст воду двум городам.",
  "Экологи просили отложить заполнение чаши до осени, чтобы не помешать нересту. В компании ответили, что уровень поднимут постепенно, по двадцать сантиметров в сутки, а рыбоводный завод выпустит в реку мальков лосося и сига. Общественный совет соберётся по этому вопросу в июне.",
  "Ранее сообщалось, что строители нашли на дне будущего водохранилища стоянку древних охотников; находки передали в краеведческий музей.",
];

export const AGENCY_TEXT = AGENCY_PARAGRAPHS.join("\n\n");

const withoutDateline = AGENCY_TEXT.replace(/^ВЫТЕГРА, 12 мая — Северные вести\. /, "");

/** The same text as others print it, by what they change. */
export const REPRINTS: Readonly<Record<string, string>> = {
  "another dateline": `Вологда. 12 мая. ИНТЕРНЕТ-ГАЗЕТА - ${withoutDateline}`,
  "no dateline": withoutDateline,
  "the last paragraph cut": AGENCY_PARAGRAPHS.slice(0, -1).join("\n\n"),
  "a sentence added": `${AGENCY_TEXT}\n\nО других стройках области читайте завтра в нашем большом обзоре.`,
  "a word changed in each paragraph": AGENCY_TEXT.replace("журналистам", "корреспондентам")
    .replace("дороги", "трассы")
    .replace("огороды", "сады")
    .replace("ответили", "заявили"),
  "another dateline, the last paragraph cut, a sentence added": `СЕВЕРОГРАД, 12 мая, корр. Иван Лугов. ${withoutDateline.slice(
    0,
    withoutDateline.indexOf("Ранее сообщалось"),
  )}Редакция следит за событиями.`,
};

/** Differences that do not count at all. */
export const RESPELLED: Readonly<Record<string, string>> = {
  "other quotes and dashes": AGENCY_TEXT.replaceAll("«", '"').replaceAll("»", '"').replaceAll("—", "-"),
  "е for ё": AGENCY_TEXT.replaceAll("ё", "е").replaceAll("Ё", "Е"),
  "hard wraps": AGENCY_TEXT.replace(/(.{60,70}) /g, "$1\n"),
  capitals: AGENCY_TEXT.toUpperCase(),
  accents: AGENCY_TEXT.replaceAll("воду", "во\u0301ду"),
  "soft hyphens": AGENCY_TEXT.replaceAll("водохранилищ", "водо\u00adхрани\u00adлищ"),
  "no-break spaces": AGENCY_TEXT.replaceAll(" м", "\u00a0м"),
};

/** Another text on the same event. */
export const SAME_EVENT =
  "Заполнять новое водохранилище под Вытегрой начнут ещё до конца лета. Об этом рассказал Пётр Заозёрный, который руководит стройкой. Объём чаши — 340 миллионов кубометров, на неё потратили 18 миллиардов рублей. Три деревни расселены, жители получили квартиры в новом посёлке. Учёные между тем беспокоятся за нерест: по их мнению, вода придёт слишком рано, и молодь сига погибнет. Строители обещают поднимать уровень медленно и выпустить мальков. Последнее слово за общественным советом, его заседание назначено на июнь.";

/** A form that is filled in every day. */
export const forecast = (day: number, night: number, noon: number, wind: number, pressure: number): string =>
  `Прогноз погоды в Вытегре на ${day} мая. Синоптики обещают переменную облачность, местами небольшой дождь. Ночью температура воздуха составит ${night}–${night + 2} градусов, днём воздух прогреется до ${noon} градусов. Ветер северо-западный, ${wind}–${wind + 3} метров в секунду, порывы до ${wind + 8}. Атмосферное давление ${pressure} миллиметров ртутного столба, влажность ${pressure - 700} процентов. Восход в ${4 + (day % 2)}:${10 + day}, закат в 21:${59 - day}.`;
