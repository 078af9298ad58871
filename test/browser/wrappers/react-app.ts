/** A page of React with the components, which is rendered on the server too. */
import { createElement, useState } from "react";
import { PoiskDialog, PoiskFilters, PoiskResults, PoiskSearch } from "../../../src/widget/adapters/react.ts";

export function App() {
  const [said, say] = useState<readonly string[]>([]);
  const tell = (word: string) => say((before) => [...before, word]);
  const box = createElement(
    PoiskSearch,
    {
      endpoint: "https://search.example",
      pageSize: 3,
      lang: "ru",
      className: "box",
      id: "box",
      syncUrl: "s-",
      messages: { label: "Поиск по архиву" },
      onChange: ({ detail }) => tell(`change ${detail.query}`),
      onSearch: ({ detail }) => tell(`search ${detail.answer.total}`),
      onError: ({ detail }) => tell(`error ${detail.failure.kind}`),
      onSelect: (event) => {
        event.preventDefault();
        tell(`select ${event.detail.position}`);
      },
    },
    createElement("a", { href: "/search/" }, "Поиск"),
  );
  const results = createElement(PoiskResults, {
    endpoint: "https://search.example",
    session: "news",
    pageSize: 2,
    id: "results",
    onSelect: (event) => {
      event.preventDefault();
      tell(`select of the page ${event.detail.position}`);
    },
  });
  const others = [createElement(PoiskFilters, { session: "news" }), createElement(PoiskDialog, { session: "news" })];
  return createElement("main", {}, box, results, ...others, createElement("output", {}, said.join("; ")));
}
