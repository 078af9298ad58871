import { describe, expect, it } from "vitest";
import { fieldsStamp, standingMetadata } from "../../../support/inside/ingest.ts";

const metadata = { url: "https://vestnik.example/1", corrected: "parser-7-0123456789abcdef" };

describe("a correction", () => {
  it("stands where its source brings the text that was corrected, or none", () => {
    expect(standingMetadata(metadata, metadata.corrected)).toBe(metadata);
    expect(standingMetadata(metadata, null)).toBe(metadata);
  });

  it("gives way where its source brings another text, as does what was not corrected", () => {
    expect(standingMetadata(metadata, "parser-7-fedcba9876543210")).toBeNull();
    expect(standingMetadata({ url: metadata.url }, metadata.corrected)).toBeNull();
  });

  it("stands, under a new stamp, where another parser made the former one", () => {
    const corrected = "parser-8-fedcba9876543210";
    expect(standingMetadata(metadata, corrected)).toEqual({ ...metadata, corrected });
  });
});

describe("the stamp of a JSON article's fields", () => {
  it("is none without a text, and passes over what is no text", () => {
    expect([fieldsStamp({ title: "Мост", text: " " }), fieldsStamp({ title: "Мост" })]).toEqual([null, null]);
    expect(fieldsStamp({ title: 7, lead: null, text: "Мост открыли." })).toBe(fieldsStamp({ text: "Мост открыли." }));
  });
});
