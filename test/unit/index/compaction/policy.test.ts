import { describe, expect, it } from "vitest";
import type { SegmentId } from "../../../../src/index/shared.ts";
import { seededRandom32 } from "../../../support/deterministic.ts";
import {
  compactionPolicy,
  createCompactionPolicy,
  defaultCompactionSettings,
  estimateMergeMs,
  type MergeCandidate,
  type MergePolicy,
  smallMergePolicy,
} from "../../../support/inside/index-compaction.ts";
import { HOUR_MS, NOW_MS, segment, withDead } from "../../../support/merge-candidates.ts";

/** Reason and sizes of what is chosen. */
function choose(segments: readonly MergeCandidate[], policy: MergePolicy = compactionPolicy): unknown[] {
  const choice = policy.choose(segments, NOW_MS);
  return choice === null ? [] : [choice.reason, ...choice.inputs.map(({ liveDocuments }) => liveDocuments)];
}

const live = (...sizes: number[]) => sizes.map((documents, i) => segment(i, documents));

describe("by size", () => {
  it("segments that double from one to the next are left in peace", () => {
    expect(choose(live(2_000, 5_000, 11_000, 30_000, 100_000))).toEqual([]);
    expect(choose([])).toEqual([]);
  });

  it("the smallest are merged with every one that is no larger than those before it together", () => {
    expect(choose(live(2_000, 2_000, 4_000, 8_000, 60_000))).toEqual(["size", 2_000, 2_000, 4_000, 8_000]);
    expect(choose(live(3_000, 2_000))).toEqual([]);
  });

  it("one that is out of balance goes along where a larger one restores it", () => {
    expect(choose(live(2_000, 5_000, 7_000, 50_000))).toEqual(["size", 2_000, 5_000, 7_000]);
  });

  it("small segments are the writers' until they are nine, or a thousand documents together", () => {
    expect(choose(live(1, 1, 1, 5, 5, 20, 20, 80))).toEqual([]);
    expect(choose(live(1, 1, 1, 5, 5, 5, 20, 20, 80))).toEqual(["size", 1, 1, 1, 5, 5, 5, 20, 20, 80]);
    expect(choose(live(300, 300, 400, 5_000))).toEqual(["size", 300, 300, 400]);
  });

  it("what fills a segment to nine tenths is merged at once, the largest first, and never beyond the most", () => {
    expect(choose(live(160_000, 70_000, 30_000, 9_000))).toEqual(["size", 9_000, 70_000, 160_000]);
    expect(choose(live(160_000, 95_000))).toEqual([]);
  });

  it("a full segment is not rewritten for size", () => {
    expect(choose(live(225_000, 225_000, 3_000, 250_000))).toEqual([]);
  });

  it("segments of long articles are merged and full by their bytes: each can be rewritten in the time of a run", () => {
    const megabytes = (number: number, size: number) => segment(number, size, { sizeBytes: size * 1_000_000 });
    expect(choose([megabytes(1, 600), megabytes(2, 600), megabytes(3, 300)])).toEqual(["size", 300, 600]);
    expect(choose([megabytes(1, 1_000), megabytes(2, 1_000), megabytes(3, 5_000)])).toEqual([]);
    const { maxSizeBytes } = defaultCompactionSettings;
    // A quarter of an hour, of which compact.ts keeps some seconds for its last commit.
    expect(estimateMergeMs([{ sizeBytes: maxSizeBytes }])).toBeLessThan(0.8 * 15 * 60_000);
  });

  it("of very many only so many are merged at once as memory allows", () => {
    expect(choose(live(...Array.from({ length: 1_000 }, () => 1_000))).length).toBe(1 + 32);
  });
});

describe("by death", () => {
  it("a segment of which half is dead is rewritten by itself, one of which less is dead is not", () => {
    expect(choose([withDead(1, 10_000, 5_000), segment(2, 40_000)])).toEqual(["dead", 5_000]);
    expect(choose([withDead(1, 10_000, 4_999), segment(2, 40_000)])).toEqual([]);
  });

  it("versions without documents count by their entries", () => {
    const rejected = segment(1, 0, { entries: 6, liveEntries: 3, oldestTombstoneAtMs: NOW_MS });
    expect(choose([rejected])).toEqual(["dead", 0]);
    expect(choose([{ ...rejected, liveEntries: 4 }])).toEqual([]);
  });

  it("a segment with a single death of a day ago is rewritten, however large and full", () => {
    expect(choose([withDead(1, 250_000, 1, 23), segment(2, 100_000)])).toEqual(["purge", 249_999]);
    expect(choose([withDead(1, 250_000, 1, 21), segment(2, 100_000)])).toEqual([]);
  });

  it("small segments with old deaths are rewritten together, a large one alone", () => {
    const old = [withDead(1, 10, 1, 30), withDead(2, 500, 1, 30), withDead(3, 90_000, 1, 30), segment(4, 3)];
    expect(choose(old)).toEqual(["purge", 9, 499]);
    expect(choose(old.slice(2))).toEqual(["purge", 89_999]);
  });

  it("the time until a purge can be set", () => {
    const policy = createCompactionPolicy({ purgeAfterMs: 2 * HOUR_MS });
    expect(choose([withDead(1, 9_000, 1, 3)], policy)).toEqual(["purge", 8_999]);
    expect(choose([withDead(1, 9_000, 1, 1)], policy)).toEqual([]);
  });
});

it("of ten million articles, of which each segment loses one in the same hour, nothing is dead for a day", () => {
  // As many as the policy leaves, and as articles of 280 words take.
  const sizeBytes = 225_000 * 2_180;
  let segments = Array.from({ length: 44 }, (_, i) => ({ ...withDead(i, 225_000, 1, 0), sizeBytes }));
  let longestDeadMs = 0;
  for (let nowMs = NOW_MS; nowMs < NOW_MS + 30 * HOUR_MS; nowMs += HOUR_MS) {
    let leftMs = 885_000;
    for (let choice = compactionPolicy.choose(segments, nowMs); choice !== null; ) {
      const { inputs } = choice;
      leftMs -= estimateMergeMs(inputs);
      if (leftMs < 0) break;
      longestDeadMs = Math.max(longestDeadMs, nowMs - NOW_MS);
      segments = segments.filter((candidate) => !inputs.includes(candidate));
      choice = compactionPolicy.choose(segments, nowMs);
    }
  }
  expect(segments).toEqual([]);
  // The next run collects what this one replaced.
  expect(longestDeadMs).toBeLessThanOrEqual(23 * HOUR_MS);
});

/** Small seeded choices, for which of many articles is replaced. */
const random32 = seededRandom32(11);

it("two months of uploads and replacements: few segments, nothing dead for a day, purges in bounds of their own", () => {
  const RUN_MS = HOUR_MS;
  let segments: MergeCandidate[] = [segment(1, 240_000), segment(2, 240_000), segment(3, 100_000), segment(4, 30_000)];
  let nowMs = NOW_MS;
  let nextId = 10;
  const rewritten = { size: 0, dead: 0, purge: 0 };
  let longestDeadMs = 0;
  const add = (documents: number) => {
    segments.push({ ...segment(0, documents), id: String(nextId++).padStart(26, "0") as SegmentId });
  };
  const settle = (policy: MergePolicy) => {
    for (let choice = policy.choose(segments, nowMs); choice !== null; choice = policy.choose(segments, nowMs)) {
      const { inputs, reason } = choice;
      const documents = inputs.reduce((sum, { liveDocuments }) => sum + liveDocuments, 0);
      for (const { oldestTombstoneAtMs } of inputs) {
        longestDeadMs = Math.max(longestDeadMs, nowMs - (oldestTombstoneAtMs ?? nowMs));
      }
      rewritten[reason] += documents;
      segments = segments.filter((candidate) => !inputs.includes(candidate));
      if (documents > 0) add(documents);
    }
  };
  const tombstone = () => {
    let place = random32() % segments.reduce((sum, { liveDocuments }) => sum + liveDocuments, 0);
    segments = segments.map((candidate) => {
      const isHere = place >= 0 && place < candidate.liveDocuments;
      place -= candidate.liveDocuments;
      if (!isHere) return candidate;
      const { liveDocuments, liveEntries, oldestTombstoneAtMs } = candidate;
      const left = { liveDocuments: liveDocuments - 1, liveEntries: liveEntries - 1 };
      return { ...candidate, ...left, oldestTombstoneAtMs: oldestTombstoneAtMs ?? nowMs };
    });
  };
  const days = 60;
  for (let hour = 0; hour < days * 24; hour += 1) {
    for (let upload = 0; upload < 10; upload += 1) {
      if (upload === 0) tombstone();
      add(1);
      settle(smallMergePolicy);
    }
    nowMs += RUN_MS;
    settle(compactionPolicy);
    expect(segments.length).toBeLessThanOrEqual(20);
  }
  // 22 hours until a purge, and at most an hour until the next run.
  expect(longestDeadMs).toBeLessThanOrEqual(23 * HOUR_MS + RUN_MS / 2);
  // A purge rewrites a segment at most once in 22 hours.
  const documents = segments.reduce((sum, { liveDocuments }) => sum + liveDocuments, 0);
  expect(rewritten.purge).toBeLessThanOrEqual((documents * days * 24) / 22 + documents);
  expect(rewritten.size).toBeLessThan(rewritten.purge / 10);
});
