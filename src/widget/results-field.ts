/**
 * Puts the search box into the place of the plain field of this server's page of results, once a reader comes to it:
 * the page itself loads and asks nothing, and what the server wrote stays. Where the box cannot be had, the plain field
 * does. Pictures of hits that cannot be loaded are taken out.
 */
import { report } from "./report.ts";

const form = document.querySelector<HTMLFormElement>("form[role=search]");
const input = form?.querySelector<HTMLInputElement>("[name=q]");

/** Resolves when no word is being composed: changing the field would cut it. */
let composed: Promise<unknown> = Promise.resolve();

if (form && input) {
  input.addEventListener("compositionstart", () => {
    composed = new Promise((resolve) => input.addEventListener("compositionend", resolve, { once: true }));
  });
  input.addEventListener("focus", () => void replace(form, input).catch(report), { once: true });
  // The reader was there before this file was.
  if (document.activeElement === input) input.dispatchEvent(new FocusEvent("focus"));
}

/** The picture of a hit. A missing one takes no space. */
const PICTURE = ".hit__picture";
addEventListener(
  "error",
  ({ target }) => target instanceof Element && target.matches(PICTURE) && target.remove(),
  true,
);
for (const picture of document.querySelectorAll<HTMLImageElement>(PICTURE)) {
  // It failed before this file was there.
  if (picture.complete && picture.naturalWidth === 0) picture.remove();
}

/** The box waits beside the field, unseen, until it can be typed into; then what was typed and the cursor go over. */
async function replace(plain: HTMLFormElement, typed: HTMLInputElement): Promise<void> {
  await import("./widget.ts");
  if (!customElements.get("poisk-search")) return;
  const box = document.createElement("poisk-search");
  box.setAttribute("endpoint", plain.action);
  box.setAttribute("results-page", resultsPage(plain));
  box.setAttribute("label", typed.placeholder);
  box.toggleAttribute("pictures", "pictures" in plain.dataset);
  box.hidden = true;
  box.value = typed.value;
  plain.before(box);
  const field = await typable(box);
  await composed;
  const { value, selectionStart, selectionEnd } = typed;
  const hasFocus = typed.matches(":focus");
  if (box.value !== value) box.value = value;
  box.hidden = false;
  field.setSelectionRange(selectionStart, selectionEnd);
  if (hasFocus) {
    box.focus();
    // The list may have been made before, when nobody was in the field: the press that led there is its to have.
    field.click();
  }
  plain.hidden = true;
}

/** Its address with the filters that go with the field; the box adds what is typed. */
function resultsPage({ action, elements }: HTMLFormElement): string {
  const url = new URL(action);
  for (const { name, type, value } of elements as Iterable<HTMLInputElement>) {
    if (type === "hidden") url.searchParams.append(name, value);
  }
  return url.href;
}

/** The field of the box, once there is one. */
async function typable(box: HTMLElement): Promise<HTMLInputElement> {
  for (;;) {
    const field = box.shadowRoot?.querySelector("input");
    if (field) return field;
    await new Promise(requestAnimationFrame);
  }
}
