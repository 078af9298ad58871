/**
 * Texts with places in them, in the reader's language (pure).
 */

/** A form for each plural category of the language (CLDR names). */
export type PluralText = { readonly [form in Intl.LDMLPluralRule]?: string } & { readonly other: string };

/** Values for the placeholders `{…}` of a text. */
export type TextValues = Readonly<Record<string, string | number>>;

/**
 * A text with its places filled in one pass, so that a value with braces stays as it is; by `n` in its form for that
 * number. A number is not parted from its word at the end of a line.
 */
export function fillText(text: string | PluralText, language: string, values: TextValues): string {
  const form =
    typeof text === "string" ? text : (text[new Intl.PluralRules(language).select(Number(values.n))] ?? text.other);
  return form.replace(/\{(\w+)\}( ?)/g, (place, name: string, space: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return typeof value === "string"
      ? value + space
      : new Intl.NumberFormat(language).format(value) + (space && "\u00a0");
  });
}
