/**
 * The Snowball list of Russian stop words, as data (pure). Used at query time only: everything is indexed,
 * so «быть или не быть» can be found.
 *
 * Source: https://snowballstem.org/algorithms/russian/stop.txt (BSD), without the words that the list itself marks
 * as commented out (человек, жизнь, сегодня, …); ё is е.
 */

const STOP_WORDS: ReadonlySet<string> = new Set(
  `и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще
  нет о из ему теперь когда даже ну вдруг ли если уже или ни быть был него до вас нибудь опять уж вам ведь там потом
  себя ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под
  будет ж тогда кто этот того потому этого какой совсем ним здесь этом один почти мой тем чтобы нее сейчас были куда
  зачем всех никогда можно при наконец два об другой хоть после над больше тот через эти нас про всего них какая много
  разве три эту моя впрочем хорошо свою этой перед иногда лучше чуть том нельзя такой им более всегда конечно всю
  между`.split(/\s+/),
);

/**
 * Tells whether a lower-case word with ё folded is so common that it says next to nothing in a query; false if it is no
 * word.
 */
export function isStopWord(word: string | undefined): boolean {
  return word !== undefined && STOP_WORDS.has(word);
}
