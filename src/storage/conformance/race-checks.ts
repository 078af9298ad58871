/**
 * Whether a store compares and swaps in one step (layer 1): many writers at the same moment, of whom one may win. A store
 * that looks and then writes passes with one writer and fails here.
 */
import { isErrorOfKind, isSearchIndexError, type SearchIndexError } from "../../errors.ts";
import type { ETag, ObjectKey } from "../object-store/object-store.ts";
import {
  attempt,
  bytesOf,
  failed,
  KEEP_NO_INDEX_HERE,
  type ProbeFinding,
  passed,
  type StoreCheck,
  type Trial,
  textOf,
} from "./probe-run.ts";

/** As many as a busy bucket has writers at once; a store that errs does so with a few already. */
const RACERS = 16;
const ROUNDS = { quick: 3, whole: 8 };
/** The counter: so many writers add so many each. */
const COUNT = { quick: { writers: 6, additions: 3 }, whole: { writers: 8, additions: 5 } };
/** A writer loses to each of the others now and then, never so often. */
const MAX_TRIES = 400;

type Write = (bytes: Uint8Array) => Promise<ETag>;

interface Round {
  readonly winners: number;
  readonly isUndecided: boolean;
  /** Whether some writer had no answer. */
  readonly isUnanswered: boolean;
}

/** Who won a round, by what the store answered and by what it holds afterwards. */
async function race(trial: Trial, key: ObjectKey, write: Write): Promise<Round> {
  const texts = Array.from({ length: RACERS }, (_, i) => `writer ${i}`);
  const answers = await Promise.all(texts.map((text) => attempt(write(bytesOf(text)))));
  const denied = answers.find((answer) => isErrorOfKind(answer, "internal"));
  if (denied !== undefined) throw denied;
  const won = texts.filter((_, i) => !isSearchIndexError(answers[i]));
  const held = await attempt(trial.store.get(key));
  if (isErrorOfKind(held, "unavailable")) throw held;
  const text = isSearchIndexError(held) ? null : textOf(held.bytes);
  const isUnanswered = answers.some((answer) => isErrorOfKind(answer, "unavailable"));
  if (won.length === 1 && text !== won[0]) return { winners: 2, isUndecided: false, isUnanswered };
  // Ceph answers 500 to some that lost, and may do so to all: then nobody was told of a success that is none.
  const isUndecided = won.length === 0 && (text === null || !texts.includes(text));
  return { winners: won.length, isUndecided, isUnanswered };
}

/** Rounds of {@link race} for one of the two conditions. */
async function raceRounds(trial: Trial, prepare: (round: number) => Promise<[ObjectKey, Write]>, what: string) {
  const rounds = trial.isQuick ? ROUNDS.quick : ROUNDS.whole;
  let undecided = 0;
  let unanswered = 0;
  for (let round = 0; round < rounds; round += 1) {
    const [key, write] = await prepare(round);
    const { winners, isUndecided, isUnanswered } = await race(trial, key, write);
    if (winners > 1) {
      return failed(
        `Of ${RACERS} writers at once more than one ${what}: all but the last are lost.`,
        KEEP_NO_INDEX_HERE,
      );
    }
    if (isUndecided) undecided += 1;
    if (isUnanswered) unanswered += 1;
  }
  if (undecided === rounds) {
    const found = `Of ${RACERS} writers at once none ${what}, in ${rounds} rounds.`;
    return { ...failed(found, "Ask again when it is less busy."), isUnanswered: unanswered === rounds };
  }
  return passed(`Of ${RACERS} writers at once exactly one ${what}, in ${rounds - undecided} rounds.`);
}

function raceToCreate(trial: Trial): Promise<ProbeFinding> {
  return raceRounds(
    trial,
    async (round) => {
      const key = trial.key(`race-create-${round}`);
      return [key, (bytes) => trial.store.putIfAbsent(key, bytes)];
    },
    "created the object",
  );
}

function raceToReplace(trial: Trial): Promise<ProbeFinding> {
  return raceRounds(
    trial,
    async (round) => {
      const key = trial.key(`race-replace-${round}`);
      const etag = await trial.store.putIfAbsent(key, bytesOf("start"));
      return [key, (bytes) => trial.store.putIfMatch(key, bytes, etag)];
    },
    "replaced the object",
  );
}

/** As commits are made: read, add, replace, and again on any doubt. Each addition leaves a mark of its own. */
async function count(trial: Trial): Promise<ProbeFinding> {
  const key = trial.key("counter");
  const { writers, additions } = trial.isQuick ? COUNT.quick : COUNT.whole;
  await trial.store.putIfAbsent(key, bytesOf("[]"));
  const read = async (): Promise<{ marks: string[]; etag: ETag }> => {
    const { bytes, etag } = await trial.store.get(key);
    return { marks: JSON.parse(textOf(bytes)) as string[], etag };
  };
  let gaveUp: SearchIndexError | null = null;
  const add = async (mark: string): Promise<void> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const { marks, etag } = await read();
      // An attempt in doubt landed after all.
      if (marks.includes(mark)) return;
      const answer = await attempt(trial.store.putIfMatch(key, bytesOf(JSON.stringify([...marks, mark])), etag));
      if (!isSearchIndexError(answer)) return;
      if (!answer.retryable) throw answer;
      gaveUp = answer;
    }
    if (gaveUp !== null) throw gaveUp;
  };
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let i = 0; i < additions; i += 1) await add(`${writer}-${i}`);
    }),
  );
  const { marks } = await read();
  const [counted, asked] = [new Set(marks).size, writers * additions];
  if (counted === asked && marks.length === asked) return passed(`${asked} of ${asked} additions were counted.`);
  return failed(`Of ${asked} additions by ${writers} writers ${counted} were kept.`, KEEP_NO_INDEX_HERE);
}

/** Of many writers. */
export const raceChecks: readonly StoreCheck[] = [
  {
    name: "race-create",
    claim: `lets one of ${RACERS} writers at once create an object`,
    isEssential: true,
    run: raceToCreate,
  },
  {
    name: "race-replace",
    claim: `lets one of ${RACERS} writers at once replace an object`,
    isEssential: true,
    run: raceToReplace,
  },
  {
    name: "counter",
    claim: "counts right what many writers add by reading and replacing",
    isEssential: true,
    run: count,
  },
];
