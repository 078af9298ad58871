/**
 * Draws the kind of a seed's history: some have few keys and many deletes, some hardly a fault, some long stalls.
 * Histories that differ in kind find more than ones that are all of the same mixture (Groce et al., "Swarm Testing",
 * ISSTA 2012).
 */
import { Choices } from "./choices.ts";
import type { FaultOdds } from "./scheduler.ts";

const HOUR_MS = 3_600_000;

export interface Profile {
  readonly keys: number;
  /** A step's odds that the owner changes the bucket, and of those that it is a delete. */
  readonly change: number;
  readonly isDelete: number;
  /** Share of removals and takedowns among the changes; also that of the deletes among those. */
  readonly states: number;
  readonly unstates: number;
  /** Probability that an upload changes while a writer works on it, and its event comes at once. */
  readonly malice: number;
  /** Share of articles that fill a stored block each, so that merges have whole ones to copy. */
  readonly long: number;
  /** A step's odds that a writer gets a batch of what is due. */
  readonly writer: number;
  /** No work is begun while so many workers could go on: more would only stand in each other's way. */
  readonly width: number;
  /**
   * Odds that after a call any worker goes on, and not the same one: few switches let a worker do much between two
   * calls of another.
   */
  readonly switches: number;
  /** Longest time between two calls: if it is short, much happens within one second of LastModified. */
  readonly longestCallMs: number;
  /** Longest delay of an event. */
  readonly longestDelayMs: number;
  readonly collector: number;
  readonly compactor: number;
  readonly purger: number;
  readonly rebuilder: number;
  readonly repairer: number;
  readonly reconciler: number;
  readonly reader: number;
  /** A step's odds that another release of the program is deployed, if none was. */
  readonly upgrade: number;
  /** A step's odds that the bucket sends no events for some time. */
  readonly outage: number;
  /** A step's odds that the bucket takes no writes for some time (spells.ts). */
  readonly spell: number;
  /** A step's odds that many uploads change at once. */
  readonly flood: number;
  /** A step's odds that minutes pass, or hours, in which nobody works. */
  readonly timePasses: number;
  readonly longestStallMs: number;
  readonly faults: FaultOdds;
}

/**
 * One upload that changes under the hands of writers, and little else happens: what two writers do to each other is
 * seen best.
 */
const RUSH: Partial<Profile> = {
  keys: 1,
  isDelete: 0.5,
  malice: 0.9,
  writer: 0.8,
  width: 3,
  longestCallMs: 40,
  longestDelayMs: 2_000,
  collector: 0,
  compactor: 0,
  purger: 0,
  repairer: 0,
  reconciler: 0,
  reader: 0.01,
  outage: 0,
  timePasses: 0,
  longestStallMs: 5_000,
};

export function profileOf(seed: number): Profile {
  const choices = new Choices(seed);
  choices.beginStep(-1);
  const oneOf = (name: string, ...values: readonly number[]) => choices.pick(name, values);
  const rate = (name: string, odds: number) => odds * oneOf(name, 0, 0.5, 1, 2);
  const profile: Profile = {
    keys: oneOf("keys", 1, 2, 5),
    change: oneOf("change", 0.05, 0.1, 0.25),
    isDelete: oneOf("isDelete", 0.1, 0.3, 0.6),
    states: oneOf("states", 0, 0.2, 0.4),
    unstates: oneOf("unstates", 0.3, 0.6),
    malice: oneOf("malice", 0, 0.5, 0.9),
    long: oneOf("long", 0, 0.5),
    writer: oneOf("writer", 0.15, 0.4, 0.8),
    switches: oneOf("switches", 1, 0.3, 0.1),
    width: oneOf("width", 2, 3, 5),
    longestCallMs: oneOf("longestCall", 20, 200),
    longestDelayMs: oneOf("longestDelay", 2_000, 40 * 60_000),
    collector: oneOf("collector", 0, 0.01, 0.04),
    compactor: oneOf("compactor", 0, 0.03, 0.08),
    purger: oneOf("purger", 0, 0, 0.006),
    rebuilder: oneOf("rebuilder", 0, 0.004, 0.03),
    repairer: oneOf("repairer", 0, 0, 0.01),
    reconciler: oneOf("reconciler", 0, 0.008),
    reader: oneOf("reader", 0.01, 0.03),
    upgrade: oneOf("upgrade", 0, 0, 0.008),
    outage: oneOf("outage", 0, 0.004),
    spell: oneOf("spell", 0, 0, 0.01),
    flood: oneOf("flood", 0, 0, 0.004),
    timePasses: oneOf("timePasses", 0.01, 0.03),
    longestStallMs: oneOf("longestStall", 5 * 60_000, 3 * HOUR_MS),
    faults: {
      killBefore: rate("killBefore", 0.004),
      killAfter: rate("killAfter", 0.004),
      stall: rate("stall", 0.03),
      slowAnswer: rate("slowAnswer", 0.01),
      failBefore: rate("failBefore", 0.01),
      loseAnswer: rate("loseAnswer", 0.02),
      landLate: rate("landLate", 0.02),
      conflict: rate("conflict", 0.01),
      clockJump: rate("clockJump", 0.005),
    },
  };
  return choices.chance("rush", 0.3) ? { ...profile, ...RUSH } : profile;
}
