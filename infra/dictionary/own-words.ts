/**
 * Words that the rules of families.ts would take for forms of a verb, and that are words of their own. `npm run
 * eval:own-words` listed what may be one, by articles of news, and each was judged once. A participle that says what
 * its verb says is none of these: сказавший, прошедший, используемый, пострадавший. Figures:
 * docs/decisions/russian.md#words-of-their-own-among-participles.
 */
const REASONS: Readonly<Record<string, string>> = {
  "the verb means something else today": `бывший данный следующий настоящий постоянный текущий минувший грядущий видимый зримый правящий подавляющий потрясающий блестящий
    захватывающий подходящий выдающийся значимый медленный численный мысленный ухоженный приземленный окружающий устоявшийся
    соединенный сужденный подержанный надуманный взвешенный умеренный напряженный`,
  "a quality, which has degrees or an adverb": `сердитый ранимый терпимый изысканный почтенный смиренный возвышенный слаженный рассеянный искушенный преданный определенный
    совершенный отдаленный образованный вынужденный заслуженный одаренный удаленный любимый желанный рискованный зависимый`,
  "who or what it is, not what it does": `ведущий сведущий действующий решающий управляющий служащий учащийся лечащий комплектующий нападающий заключенный судимый
    содержимый поверенный`,
  "a degree that has become a name of a kind: высшее образование, низшая лига": "высший низший",
};

export const ownWords: ReadonlySet<string> = new Set(Object.values(REASONS).flatMap((words) => words.split(/\s+/)));
