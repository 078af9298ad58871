/**
 * Uploads that keep every limit on their form, and take far more memory than others to read.
 */
import { gzipSync } from "node:zlib";

/** Lines that unpack to some 40 MB of articles. */
export const manyArticles = (count: number) =>
  gzipSync(
    Array.from({ length: count }, (_, i) =>
      JSON.stringify({ title: `Заметка ${i}`, text: `Текст ${i}. ${"Снова о погоде. ".repeat(90)}` }),
    ).join("\n"),
  );
