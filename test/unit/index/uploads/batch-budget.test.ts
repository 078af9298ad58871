import { describe, expect, it } from "vitest";
import { BatchBudget, shareOfRoom } from "../../../support/inside/index-uploads.ts";

const documents = (count: number, text = "мир") => Array.from({ length: count }, (_, i) => ({ id: String(i), text }));
const upload = (count: number) => async () => ({ documents: documents(count) });

describe("the room of a commit", () => {
  it("takes whole uploads until they are enough, and reads one in vain at the most", async () => {
    const room = new BatchBudget({ maxDocuments: 10 });
    let reads = 0;
    const take = (key: string, count: number) =>
      room.take(key, () => {
        reads += 1;
        return upload(count)();
      });
    const taken = await Promise.all([take("а", 6), take("б", 6), take("в", 1), take("г", 6)]);
    expect(taken.map((read) => read !== null)).toEqual([true, false, false, false]);
    expect(reads).toBe(2);
    expect([room.isClosedTo("а"), room.isClosedTo("в")]).toEqual([false, true]);
  });

  it("has place for one upload, however large", async () => {
    expect(await new BatchBudget({ maxDocuments: 10 }).take("а", upload(500))).not.toBeNull();
  });

  it("counts an upload that is read again once, as it is then", async () => {
    const room = new BatchBudget({ maxDocuments: 10 });
    await room.take("а", upload(6));
    await room.take("а", upload(2));
    expect(await room.take("б", upload(8))).not.toBeNull();
  });

  it("goes on to the next where a reading fails", async () => {
    const room = new BatchBudget();
    const failing = room.take("а", () => Promise.reject(new Error("cut")));
    const next = room.take("б", upload(1));
    await expect(failing).rejects.toThrow("cut");
    expect(await next).not.toBeNull();
  });

  it("is measured by articles, or by their text where they are long", () => {
    expect(shareOfRoom(documents(5), { maxDocuments: 10 })).toBe(0.5);
    expect(shareOfRoom(documents(1, "я".repeat(80)), { maxDocuments: 10, maxCharacters: 81 })).toBe(1);
  });
});
