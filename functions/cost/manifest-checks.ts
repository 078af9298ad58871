/**
 * Estimates how often a search requests the manifest again (pure). Before a query a process asks by one conditional
 * request where it asked last a second ago or longer (src/index/query/snapshot/snapshot-source.ts). What is measured of
 * queries is without that.
 */
import { REVALIDATE_MS } from "./measured-work.ts";

interface AskedSearches {
  /** Rate of searches, which begin independently of one another (Poisson), as often at night as in the evening. */
  readonly searchesPerSecond: number;
  /** Questions of one search: 1 by a form, else those that the widget asks 800 ms apart (typedQuestions). */
  readonly questions: number;
  /** The share of questions that the caches do not answer, each by the same chance. */
  readonly reachShare: number;
}

/** Times that the interval of the root is halved: the bits of a number (IEEE 754, double). */
const HALVINGS = 53;

/**
 * The checks of a search on average. A new process reads the manifest first, and that counts as one.
 *
 * Let λ be `searchesPerSecond`, n `questions`, m `reachShare`, T the second, and R the checks a second of all searches
 * together. One process answers all. A call is taken to be at one moment.
 *
 * - Checks of a process are T or more apart. So the share R T of all time lies within T after a check, and a question
 *   finds none of another search there with the chance u = 1 - R T.
 * - The question before it in the same search came 800 ms before, within T. The one before that came earlier than T.
 *   So the i-th question of a search is a check with the chance p(i) = a (1 - p(i - 1)), where a = m u and p(0) = 0.
 * - The sum of n questions is K(a) = n a / (1 + a) + (a / (1 + a))² (1 - (-a)ⁿ). The last factor is taken for 1:
 *   searches differ in length by more than a question, so n is odd as often as even. Of a form's one question K(a) = a.
 * - R = λ K(m u). So u is the root between 0 and 1 of u + λ T K(m u) = 1, whose left side grows with u.
 * - The result is K(m u).
 *
 * By this a search that is typed alone has 2.8 checks of 5.1 questions. The widget's session and the HTTP app had 2.7
 * of 5.0, on a clock moved by hand (the 45 searches of test/bench/typed-search.ts, 1,000 articles). Simulations of the
 * widget have up to 6 % less (test/unit/cost/manifest-checks.test.ts). Of several processes at once each asks for
 * itself, so a site that needs them has more.
 */
export function checksPerSearch({ searchesPerSecond, questions, reachShare }: AskedSearches): number {
  const checksAt = (undisturbed: number): number => {
    const a = reachShare * undisturbed;
    return questions === 1 ? a : (questions * a) / (1 + a) + (a / (1 + a)) ** 2;
  };
  const perSecond = (searchesPerSecond * REVALIDATE_MS) / 1_000;
  let [low, high] = [0, 1];
  for (let halved = 0; halved < HALVINGS; halved += 1) {
    const middle = (low + high) / 2;
    if (middle + perSecond * checksAt(middle) < 1) low = middle;
    else high = middle;
  }
  return checksAt(high);
}
