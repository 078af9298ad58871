/** A page of Vue with the components, which is rendered on the server too. */
import { defineComponent, h, ref } from "vue";
import { PoiskDialog, PoiskFilters, PoiskResults, PoiskSearch } from "../../../src/widget/adapters/vue.ts";

export const App = defineComponent({
  setup() {
    const said = ref<string[]>([]);
    return () =>
      h("main", [
        h(
          PoiskSearch,
          {
            ...{ endpoint: "https://search.example", pageSize: 3, lang: "ru", class: "box", id: "box", syncUrl: "s-" },
            messages: { label: "Поиск по архиву" },
            onChange: ({ detail }) => said.value.push(`change ${detail.query}`),
            onSearch: ({ detail }) => said.value.push(`search ${detail.answer.total}`),
            onError: ({ detail }) => said.value.push(`error ${detail.failure.kind}`),
            onSelect: (event) => {
              event.preventDefault();
              said.value.push(`select ${event.detail.position}`);
            },
          },
          { default: () => h("a", { href: "/search/" }, "Поиск") },
        ),
        h(PoiskResults, {
          ...{ endpoint: "https://search.example", session: "news", pageSize: 2, id: "results" },
          onSelect: (event) => {
            event.preventDefault();
            said.value.push(`select of the page ${event.detail.position}`);
          },
        }),
        h(PoiskFilters, { session: "news" }),
        h(PoiskDialog, { session: "news" }),
        h("output", said.value.join("; ")),
      ]);
  },
});
