/**
 * Makes DOM out of plain values. Texts become text nodes; nothing is ever parsed as markup, and no style attribute
 * is written, which a strict Content-Security-Policy would refuse.
 */

type Attribute = string | number | boolean | null | undefined | ((event: never) => void);

/** `part` is the class name too; a function listens to the event of its name; false, null and undefined leave out. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: { readonly [name: string]: Attribute } = {},
  ...children: readonly (Node | string | null)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value as EventListener);
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value === true ? "" : `${value}`);
      if (key === "part") element.className = `${value}`;
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}
