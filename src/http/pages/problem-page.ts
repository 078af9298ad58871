/**
 * A problem as a page for people (layer 5), in Russian: what is wrong, what to do, and the request's id.
 */
import { html } from "hono/html";
import type { Problem } from "../problem-details.ts";
import { type Markup, type PageFrame, pageFrame } from "./page-frame.ts";

export interface ProblemPageContext extends Pick<PageFrame, "searchPage" | "siteName" | "basePath"> {
  readonly requestId: string;
}

interface Wording {
  readonly title: string;
  readonly advice: string;
}

/** The one code that people are told apart from others of its status. */
const SETUP: Wording = { title: "Поиск настраивается", advice: "Статьи ещё не загружены. Попробуйте позже." };

/** By status: people need no finer distinction. */
const WORDINGS: ReadonlyMap<number, Wording> = new Map([
  [
    400,
    { title: "Неверный адрес", advice: "В адресе страницы ошибка. Откройте статью ещё раз из результатов поиска." },
  ],
  [404, { title: "Статья не найдена", advice: "Возможно, её удалили или заменили. Попробуйте найти её заново." }],
  [409, { title: "Статей несколько", advice: "Под этим адресом есть несколько статей. Выберите нужную:" }],
  [503, { title: "Поиск сейчас недоступен", advice: "Попробуйте ещё раз через несколько секунд." }],
]);

const FAILURE: Wording = {
  title: "Что-то пошло не так",
  advice: "Не удалось показать статью. Если это повторяется, сообщите владельцу сайта номер запроса.",
};

/** The page of a problem; lists the articles to choose from where there are several. */
export function problemPage(problem: Problem, { requestId, ...frame }: ProblemPageContext): Markup {
  const wording = problem.code === "no-index-yet" ? SETUP : WORDINGS.get(problem.status);
  const { title, advice } = wording ?? FAILURE;
  const choices = problem.candidates?.map(
    ({ href, title: candidateTitle, key }) =>
      html`<li><a href="${frame.basePath}${href}">${candidateTitle ?? key}</a></li>`,
  );
  const main = html`<main class="article">
      <h1 class="article__title">${title}</h1>
      <div class="article__text">
        <p>${advice}</p>
        ${choices === undefined ? "" : html`<ul>${choices}</ul>`}
      </div>
      <p class="article__notice">Номер запроса: ${requestId}</p>
    </main>`;
  return pageFrame({ ...frame, title, canonical: null, main });
}
