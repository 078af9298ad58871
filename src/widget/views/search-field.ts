/**
 * The field itself: what is typed, cleared and sent off. The input of an ARIA combobox (APG 1.2), whose list comes
 * later and by itself (option-list.ts).
 */

import { MAX_QUERY_LENGTH } from "../../search-api.ts";
import type { Locale } from "../texts/messages.ts";
import { make } from "./make-element.ts";

export interface SearchField {
  readonly form: HTMLFormElement;
  readonly input: HTMLInputElement;
  /** Another text than the reader typed; asks for nothing. */
  setText(text: string): void;
}

/** `onInput` is told what is typed, `onSubmit` what is sent off. */
export function createSearchField(
  locale: Locale,
  label: string,
  placeholder: string,
  onInput: (text: string) => void,
  onSubmit: (text: string) => void,
): SearchField {
  const setText = (text: string): void => {
    input.value = text;
    clear.hidden = text === "";
  };
  const changed = ({ isComposing }: { readonly isComposing?: boolean }): void => {
    clear.hidden = input.value === "";
    if (!isComposing) onInput(input.value);
  };
  const empty = (): void => {
    setText("");
    input.focus();
    onInput("");
  };
  const input = make("input", {
    part: "input",
    role: "combobox",
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": "list",
    placeholder,
    maxlength: MAX_QUERY_LENGTH,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    enterkeyhint: "search",
    dir: "auto",
    input: changed,
    compositionend: () => changed({}),
    keydown: (event: KeyboardEvent) => {
      // An open list has had the key before, and closed.
      const { key, defaultPrevented, isComposing } = event;
      if (key === "Escape" && !defaultPrevented && !isComposing) {
        if (input.value === "") return;
        event.preventDefault();
        empty();
      }
      keepFromHost(event);
    },
    keyup: keepFromHost,
    keypress: keepFromHost,
  });
  const clear = make("button", {
    part: "clear",
    type: "button",
    "aria-label": locale.messageOf("clear"),
    hidden: true,
    click: empty,
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onSubmit(input.value);
  };
  const form = make(
    "form",
    { part: "form", role: "search", "aria-label": label, submit },
    make(
      "div",
      { part: "box" },
      input,
      clear,
      make("button", { part: "submit", type: "submit", "aria-label": locale.messageOf("submit") }),
    ),
    make("div", { part: "progress" }),
  );
  return { form, input, setText };
}

/**
 * The host's own single-key commands are not for what is typed here: outside, the field does not look like one. Tab is
 * the host's, whose dialog may keep the focus inside.
 */
function keepFromHost(event: KeyboardEvent): void {
  if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Tab") event.stopPropagation();
}
