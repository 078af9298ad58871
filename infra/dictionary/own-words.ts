/**
 * Words that the rules of families.ts would take for forms of another word, and that are words of their own: they have families of their own.
 * `npm run eval:own-words` lists what may be one; each was judged by what news mean by it. A participle is its verb's as long as it says
 * what the verb says: «сказавший», «прошедший», «используемый» are none of these.
 */

/** Their verb, or their adjective, means something else in news: нынешних «бывших» finds nobody who looks for быть. */
const STRANGERS = `
бывший данный следующий настоящий постоянный текущий минувший грядущий видимый зримый ведущий сведущий правящий подавляющий потрясающий
блестящий захватывающий подходящий выдающийся значимый медленный численный мысленный ухоженный приземленный сердитый ранимый терпимый
изысканный почтенный смиренный возвышенный слаженный рассеянный искушенный преданный определенный совершенный отдаленный образованный
окружающий устоявшийся одаренный подержанный надуманный взвешенный умеренный напряженный
соединенный вынужденный заключенный заслуженный сужденный содержимый поверенный нападающий высший низший
`;

/** What says who or what it is that does as the verb says, or is so by nature: whoever asks for the one may be glad of the other. */
const RELATIVES = `
действующий действовать|решающий решать|управляющий управлять|служащий служить|учащийся учить|лечащий лечить|комплектующий комплектовать|
судимый судить|удаленный удалить|любимый любить|желанный желать|рискованный рисковать|зависимый зависеть
`;

const split = (text: string, separator: string | RegExp): string[] => text.trim().split(separator);

/** Their words, and what word formation joins to each besides. */
export const wordKin: ReadonlyMap<string, string> = new Map(
  split(RELATIVES, /\|\s*/).map((pair): [string, string] => {
    const [word = "", verb = ""] = pair.split(" ");
    return [word, verb];
  }),
);

export const ownWords: ReadonlySet<string> = new Set([...split(STRANGERS, /\s+/), ...wordKin.keys()]);
