/**
 * The demo of InstantSearch.js's documentation, on articles: what a site that has InstantSearch changes is its client.
 */
import instantsearch from "instantsearch.js";
import {
  configure,
  hits,
  menu,
  pagination,
  refinementList,
  searchBox,
  sortBy,
  stats,
} from "instantsearch.js/es/widgets/index.js";
import { createInstantSearchClient } from "../../../src/widget/adapters/instantsearch.ts";

const search = instantsearch({
  indexName: "articles",
  searchClient: createInstantSearchClient({ endpoint: document.body.dataset.endpoint ?? "https://search.example" }),
});

search.addWidgets([
  configure({ hitsPerPage: 3 }),
  searchBox({ container: "#searchbox" }),
  stats({ container: "#stats" }),
  sortBy({
    container: "#sort-by",
    items: [
      { label: "Relevance", value: "articles" },
      { label: "Newest", value: "articles_newest" },
    ],
  }),
  refinementList({ container: "#source", attribute: "source", searchable: true }),
  menu({ container: "#year", attribute: "year" }),
  hits({
    container: "#hits",
    templates: {
      item: (hit, { html, components }) => html`
        <a href="${hit.url}">${components.Highlight({ attribute: "title", hit })}</a>
        <p>${components.Snippet({ attribute: "snippet", hit })}</p>
      `,
    },
  }),
  pagination({ container: "#pagination" }),
]);

search.on("error", ({ error }) => console.error(String(error)));
search.start();
