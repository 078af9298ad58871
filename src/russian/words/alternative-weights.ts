/**
 * The weight of each way of matching a query word: the one table of weights, in (0, 1].
 *
 * Within a group only the best alternative counts, so the weights order documents that match one word in several
 * ways. Measured (docs/decisions/russian.md#marks-tell-names-from-words).
 */

/** An alternative that weighs less may be of another word. */
export const SURE_WEIGHT = 0.9;

export const alternativeWeights = {
  /** The word itself: its case stem, its stem where it has no case stem, a number, an address. */
  exact: 1,
  /** The Snowball stem of a word in lower case, or at the start of a query, which may or may not be a name. */
  stemOfWord: 0.8,
  /**
   * The Snowball stem of a word that is capitalised inside a query: surely a name, and its stem may be another word.
   */
  stemOfName: 0.5,
  /** The name that is written like the dictionary form of a word: надежд of Надежда. Untuned. */
  nameOfWord: 0.5,
  /** The stem of what may be a surname, without the mark of one: машин of Машин, or of машина. */
  unmarkedWord: 0.95,
  /** The same of a word that is capitalised inside a query. */
  unmarkedName: 0.5,
  /** The stem of the forms in which a vowel comes or goes: павл of Павел, рынок of рынка. */
  otherVowel: 0.9,
  /** The same of what may be a surname: песок of песков. */
  otherVowelOfSurname: 0.5,
  /** A word that word formation joins to it: взяточник of взятка. */
  kin: 0.4,
  /** The weight of Snowball and case stems of a word in capitals, which is an abbreviation. */
  wordOfAbbreviation: 0.5,
  /** The abbreviation that a word in lower case may stand for. */
  abbreviationOfWord: 0.9,
  /** The parts of what is one term when it is written together: 100км, Евро-2020, 15 300. */
  parts: 0.6,
  /**
   * A number together with its sign, 20 and 20% of «20%»: as much as both are worth, where the number alone would do.
   */
  numberWithSign: 1,
  /** The letters alone of letters and digits: covid of COVID-19. */
  lettersAlone: 0.5,
  /** The day of a whole date in texts that leave the year out. */
  dayWithoutYear: 0.5,
  /** The weight of a synonym from the owner of a site. */
  synonym: 0.8,
  /** A word and a number side by side, read as one («т 34»): added to both, so half in each. */
  joinedHalf: 0.5,
} as const;
