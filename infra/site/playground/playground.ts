/**
 * `<poisk-playground>`: a reader who pastes or drops an article sees each field that was read, and finds the article by
 * the search box. All of it happens in the page and its worker.
 */
import type { ReadArticle, RejectedPart, UploadReading } from "./messages.ts";
import { type PlaygroundTexts, textsFor } from "./texts.ts";
import { askWorker } from "./worker-client.ts";

/** Put in by the build: files as texts. */
declare const PLAYGROUND_FILES: Readonly<Record<"styles" | "page" | "feed" | "archive", string>>;

const SAMPLES = [
  ["samplePage", "page.html", PLAYGROUND_FILES.page],
  ["sampleFeed", "feed.xml", PLAYGROUND_FILES.feed],
  ["sampleArchive", "archive.jsonl", PLAYGROUND_FILES.archive],
] as const;

/** The host is nobody's (RFC 6761): worker-fetch.ts answers. */
const INDEX = "https://playground.invalid";

class PoiskPlaygroundElement extends HTMLElement {
  #view: View | null = null;

  connectedCallback(): void {
    if (this.#view !== null) return;
    const language = this.closest<HTMLElement>("[lang]")?.lang ?? "en";
    this.#view = new View(this.attachShadow({ mode: "open" }), textsFor(language));
  }
}

/** The content of the element and its actions. */
class View {
  readonly #texts: PlaygroundTexts;
  readonly #paste = make("textarea", { id: "paste", rows: 9, spellcheck: false });
  readonly #status = make("p", { role: "status", className: "status" });
  readonly #readings = make("div", { className: "readings" });
  readonly #nothing: HTMLElement;
  readonly #clear: HTMLButtonElement;
  readonly #find = make("section", { hidden: true });
  readonly #search = document.createElement("poisk-search");
  #pasted = 0;
  /** Counts what changed the index: answers of a box are of one state. */
  #state = 0;

  constructor(root: ShadowRoot, texts: PlaygroundTexts) {
    this.#texts = texts;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(PLAYGROUND_FILES.styles);
    root.adoptedStyleSheets = [sheet];
    this.#paste.placeholder = texts.pasteHint;
    this.#nothing = make("p", { className: "quiet" }, texts.nothingRead);
    this.#clear = make("button", { type: "button", hidden: true, onclick: () => this.#startAgain() }, texts.clear);
    this.#search.setAttribute("mode", "page");
    this.#search.setAttribute("label", texts.findHint);
    this.#search.setAttribute("target", "_blank");
    const heading = make("div", { className: "heading" }, make("h2", {}, texts.readings), this.#clear);
    const read = make("section", {}, heading, this.#status, this.#nothing, this.#readings);
    this.#find.append(make("h2", {}, texts.find));
    root.append(this.#giving(), read, this.#find);
  }

  #giving(): HTMLElement {
    const texts = this.#texts;
    const form = make("form", { className: "paste" }, make("label", { htmlFor: "paste" }, texts.paste), this.#paste);
    form.append(make("button", { type: "submit", className: "main" }, texts.read));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#readPasted();
    });
    const files = make("input", { type: "file", multiple: true, className: "files" });
    files.addEventListener("change", () => {
      void this.#readFiles([...(files.files ?? [])]);
      files.value = "";
    });
    const drop = make("div", { className: "drop" }, make("label", { className: "button" }, texts.choose, files));
    drop.append(" ", texts.drop);
    const section = make("section", {}, make("h2", {}, texts.give), this.#samples(), form, drop);
    section.append(make("p", { className: "quiet" }, texts.privacy));
    takeDrops(section, (dropped) => void this.#readFiles(dropped));
    return section;
  }

  #samples(): HTMLElement {
    const buttons = SAMPLES.map(([label, name, content]) =>
      make(
        "button",
        { type: "button", onclick: () => void this.#readAll([[name, () => encoded(content)]]) },
        this.#texts[label],
      ),
    );
    return make("p", { className: "samples" }, this.#texts.samples, ...buttons.flatMap((button) => [" ", button]));
  }

  async #readPasted(): Promise<void> {
    const { value } = this.#paste;
    if (value.trim() === "") {
      this.#paste.focus();
      return;
    }
    this.#pasted += 1;
    const isRead = await this.#readAll([[`${this.#texts.pasted}-${this.#pasted}`, () => encoded(value)]]);
    if (isRead) this.#paste.value = "";
  }

  async #readFiles(files: readonly File[]): Promise<void> {
    await this.#readAll(files.map((file) => [file.name, async () => new Uint8Array(await file.arrayBuffer())]));
  }

  /** One after another; tells how many articles there are. Whether all could be read. */
  async #readAll(uploads: readonly (readonly [name: string, bytes: () => Promise<Uint8Array>])[]): Promise<boolean> {
    this.#status.textContent = this.#texts.reading;
    let [articles, rejected] = [0, 0];
    try {
      for (const [name, bytes] of uploads) {
        const reading = await askWorker("add", { name, bytes: await bytes() });
        articles += reading.articleCount;
        rejected += reading.rejectedCount;
        this.#show(reading);
      }
    } catch (error) {
      this.#status.textContent = `${this.#texts.failed} ${error instanceof Error ? error.message : String(error)}`;
      return false;
    }
    const told = [this.#texts.articles(articles), ...(rejected === 0 ? [] : [this.#texts.rejected(rejected)])];
    this.#status.textContent = `${told.join(", ")}.`;
    return true;
  }

  #show(reading: UploadReading): void {
    this.#nothing.hidden = true;
    this.#clear.hidden = false;
    for (const article of this.#readings.querySelectorAll("details")) article.open = false;
    this.#readings.prepend(uploadElement(reading, this.#texts));
    for (const other of this.#readings.querySelectorAll<HTMLElement>(".upload")) {
      if (other.dataset.name === reading.name && other !== this.#readings.firstElementChild) other.remove();
    }
    if (reading.articleCount === 0) return;
    this.#state += 1;
    this.#search.setAttribute("index", `${INDEX}/${this.#state}/`);
    this.#find.hidden = false;
    // Before that it has nothing to ask.
    if (!this.#search.isConnected) this.#find.append(this.#search);
  }

  async #startAgain(): Promise<void> {
    await askWorker("clear", {});
    this.#readings.replaceChildren();
    this.#nothing.hidden = false;
    this.#clear.hidden = true;
    this.#find.hidden = true;
    this.#search.remove();
    this.#search.value = "";
    this.#status.textContent = this.#texts.cleared;
    this.#paste.focus();
  }
}

/** Files that are dropped anywhere in the element. */
function takeDrops(element: HTMLElement, take: (files: readonly File[]) => void): void {
  const mark = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    element.classList.add("over");
  };
  element.addEventListener("dragenter", mark);
  element.addEventListener("dragover", mark);
  element.addEventListener("dragleave", () => element.classList.remove("over"));
  element.addEventListener("drop", (event) => {
    element.classList.remove("over");
    event.preventDefault();
    take([...(event.dataTransfer?.files ?? [])]);
  });
}

function uploadElement(reading: UploadReading, texts: PlaygroundTexts): HTMLElement {
  const { articles, articleCount, rejected, rejectedCount, leftOut } = reading;
  const counts = [texts.articles(articleCount), ...(rejectedCount === 0 ? [] : [texts.rejected(rejectedCount)])];
  const heading = make("h3", {}, reading.name, " ", make("span", { className: "quiet" }, counts.join(", ")));
  const element = make("article", { className: "upload" }, heading);
  element.dataset.name = reading.name;
  element.append(...articles.map((article, i) => articleElement(article, articleCount === 1 || i === 0, texts)));
  if (articleCount > articles.length) element.append(make("p", {}, texts.more(articleCount - articles.length)));
  const told = leftOut.map(([kind, count]) => make("li", {}, texts.leftOut(kind, count)));
  const list = make("ul", { className: "rejected" }, ...rejected.map((part) => partElement(part, texts)), ...told);
  if (list.childElementCount > 0) element.append(list);
  if (rejectedCount > rejected.length) element.append(make("p", {}, texts.more(rejectedCount - rejected.length)));
  return element;
}

/** Reasons are those of the reader, in English. */
function partElement({ place, code, reason, isIndexed }: RejectedPart, texts: PlaygroundTexts): HTMLElement {
  const where = [...(place === null ? [] : [texts.place(place)]), ...(isIndexed ? [texts.noted] : [])];
  const told = make("span", { lang: "en" }, reason);
  return make("li", {}, where.length === 0 ? "" : `${where.join(", ")}: `, told, " ", make("code", {}, code));
}

function articleElement(article: ReadArticle, isOpen: boolean, texts: PlaygroundTexts): HTMLElement {
  const { title, rows, paragraphs, isCut, dropped } = article;
  const hasOrigins = rows.some(({ origins }) => origins.length > 0);
  const head = [texts.field, texts.value, ...(hasOrigins ? [texts.origin] : [])];
  const body = rows
    .filter(({ field, value }) => value !== null && field !== "text")
    .map(({ field, value, origins }) => {
      const cells = [make("th", { scope: "row" }, texts.fields[field] ?? field), make("td", {}, value ?? texts.none)];
      const found = hasOrigins ? [make("td", { className: "origin" }, ...originElements(origins))] : [];
      return make("tr", {}, ...cells, ...found);
    });
  const headRow = make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, name)));
  const table = make("table", {}, make("thead", {}, headRow), make("tbody", {}, ...body));
  const text = make("div", { className: "text" }, ...paragraphs.map((paragraph) => make("p", {}, paragraph)));
  if (isCut) text.append(make("p", { className: "quiet" }, texts.cut));
  const absent = rows.filter(({ value }) => value === null).map(({ field }) => texts.fields[field] ?? field);
  const element = make("details", { open: isOpen }, make("summary", {}, title ?? texts.untitled), table);
  if (absent.length > 0) {
    element.append(make("p", { className: "quiet" }, `${absent.join(", ")}: ${texts.none}.`));
  }
  // Its row tells how long it is, which is seen.
  const textOrigins = rows.find(({ field }) => field === "text")?.origins ?? [];
  element.append(make("h4", {}, texts.text, " ", ...originElements(textOrigins)), text);
  if (dropped.length > 0) {
    const lines = dropped.map(({ text: line, reason }) =>
      make("li", {}, `${line} `, make("span", { className: "quiet", lang: "en" }, reason)),
    );
    element.append(
      make("details", { className: "dropped" }, make("summary", {}, texts.dropped), make("ul", {}, ...lines)),
    );
  }
  return element;
}

function originElements(origins: readonly string[]): (Node | string)[] {
  return origins.flatMap((origin, i) => [i === 0 ? "" : ", ", make("code", {}, origin)]);
}

async function encoded(text: string): Promise<Uint8Array> {
  return new TextEncoder().encode(text);
}

/** An element with properties and content. */
function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...content);
  return element;
}

if (!customElements.get("poisk-playground")) customElements.define("poisk-playground", PoiskPlaygroundElement);
