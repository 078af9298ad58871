/**
 * The field with its list (layer 5): the ARIA combobox pattern, editable with a list popup (APG 1.2). The focus stays in the
 * field; `aria-activedescendant` walks over the options. Knows nothing of what the options say.
 */
import { make } from "./make-element.ts";
import type { Speech } from "./speech.ts";

export interface SearchBoxOptions {
  readonly speech: Speech;
  readonly label: string;
  readonly placeholder: string | null;
  readonly onInput: (text: string) => void;
  readonly onSubmit: (text: string) => void;
}

/** The API's bound on `q`. */
const MAX_TEXT_LENGTH = 500;
/** The list keeps this far from the edges of the window. */
const EDGE_PX = 8;
const MIN_PANEL_PX = 480;

export class SearchBox {
  readonly form: HTMLFormElement;
  readonly input: HTMLInputElement;
  readonly #clear: HTMLButtonElement;
  readonly #panel: HTMLElement;
  readonly #list: HTMLElement;
  readonly #notice: HTMLElement;
  readonly #options: SearchBoxOptions;
  #items: readonly HTMLElement[] = [];
  #active = -1;
  #isWanted = false;

  constructor(options: SearchBoxOptions) {
    this.#options = options;
    const { label, placeholder } = options;
    const { speech } = options;
    this.input = make("input", {
      part: "input",
      type: "search",
      role: "combobox",
      "aria-label": label,
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "list",
      placeholder: placeholder ?? label,
      maxlength: MAX_TEXT_LENGTH,
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      enterkeyhint: "search",
      dir: "auto",
      input: (event: InputEvent) => this.#changed(event.isComposing),
      compositionend: () => this.#changed(false),
      keydown: (event: KeyboardEvent) => this.#key(event),
      keyup: keepFromHost,
      keypress: keepFromHost,
      click: () => this.open(),
    });
    this.#clear = make("button", {
      part: "clear",
      type: "button",
      "aria-label": speech.say("clear"),
      hidden: true,
      click: () => this.#empty(),
    });
    this.#list = make("div", { part: "list", id: "list", role: "listbox", "aria-label": speech.say("suggestions") });
    this.#notice = make("div", { part: "notice" });
    this.#panel = make(
      "div",
      // The focus stays in the field.
      { part: "panel", hidden: true, mousedown: (event: MouseEvent) => event.preventDefault() },
      this.#notice,
      this.#list,
      make("slot", { name: "footer" }),
    );
    this.form = make(
      "form",
      {
        part: "form",
        role: "search",
        "aria-label": label,
        submit: (event: SubmitEvent) => {
          event.preventDefault();
          options.onSubmit(this.input.value);
        },
        focusout: ({ relatedTarget }: FocusEvent) => {
          if (!this.form.contains(relatedTarget as Node | null)) this.close();
        },
      },
      make(
        "div",
        { part: "box" },
        this.input,
        this.#clear,
        make("button", { part: "submit", type: "submit", "aria-label": speech.say("submit") }),
      ),
      make("div", { part: "progress" }),
      this.#panel,
    );
  }

  /** Another text than the reader typed; asks for nothing. */
  setText(text: string): void {
    this.input.value = text;
    this.#clear.hidden = text === "";
  }

  /** Shows what there is to choose from; `notice` is no option. An active option stays active where its `data-key` is there still. */
  show(groups: readonly HTMLElement[], notice: readonly Node[]): void {
    const key = this.#items[this.#active]?.dataset.key;
    this.#list.replaceChildren(...groups);
    this.#notice.replaceChildren(...notice);
    this.#items = [...this.#list.querySelectorAll<HTMLElement>("[role=option]")];
    for (const [index, item] of this.#items.entries()) item.id = `option-${index}`;
    this.#activate(key === undefined ? -1 : this.#items.findIndex((item) => item.dataset.key === key), false);
    this.#layOut();
  }

  open(): void {
    this.#isWanted = true;
    this.#layOut();
  }

  close(): void {
    this.#isWanted = false;
    this.#activate(-1);
    this.#layOut();
  }

  get #isOpen(): boolean {
    return !this.#panel.hidden;
  }

  #layOut(): void {
    const isOpen = this.#isWanted && (this.#items.length > 0 || this.#notice.hasChildNodes());
    this.#panel.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", `${isOpen}`);
    if (!isOpen) return;
    // A narrow field in a page's head has a list that can be read all the same, and wholly in the window.
    const { left, width } = this.form.getBoundingClientRect();
    const room = document.documentElement.clientWidth - 2 * EDGE_PX;
    const panelWidth = Math.min(Math.max(width, MIN_PANEL_PX), Math.max(room, width));
    const shift = Math.max(EDGE_PX - left, Math.min(0, room + EDGE_PX - left - panelWidth));
    this.#panel.style.width = `${panelWidth}px`;
    this.#panel.style.left = `${width >= panelWidth ? 0 : shift}px`;
  }

  #changed(isComposing: boolean): void {
    this.#clear.hidden = this.input.value === "";
    if (isComposing) return;
    this.#activate(-1);
    this.open();
    this.#options.onInput(this.input.value);
  }

  #empty(): void {
    this.setText("");
    this.input.focus();
    this.#changed(false);
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { key } = event;
    const count = this.#items.length;
    const isEscape = key === "Escape";
    if (!isEscape || this.#isOpen || this.input.value !== "") keepFromHost(event);
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!this.#isOpen) {
        this.open();
        return;
      }
      // One place more than there are options: the field itself.
      const step = key === "ArrowDown" ? 1 : count + 1;
      this.#activate(((this.#active + 1 + step) % (count + 1)) - 1);
    } else if ((key === "Home" || key === "End") && this.#active >= 0) {
      event.preventDefault();
      this.#activate(key === "Home" ? 0 : count - 1);
    } else if (key === "Enter" && this.#active >= 0) {
      event.preventDefault();
      const { ctrlKey, metaKey, shiftKey } = event;
      const click = { bubbles: true, cancelable: true, composed: true, ctrlKey, metaKey, shiftKey };
      this.#items[this.#active]?.dispatchEvent(new MouseEvent("click", click));
    } else if (isEscape && this.#isOpen) {
      event.preventDefault();
      this.close();
    } else if (isEscape && this.input.value !== "") {
      event.preventDefault();
      this.#empty();
    }
  }

  #activate(index: number, scroll = true): void {
    this.#items[this.#active]?.removeAttribute("aria-selected");
    this.#active = index;
    const item = this.#items[index];
    if (item === undefined) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    item.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", item.id);
    if (scroll) item.scrollIntoView({ block: "nearest" });
  }
}

/** The host's own single-key commands are not for what is typed here: outside, the field does not look like one. */
function keepFromHost(event: KeyboardEvent): void {
  if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
}
