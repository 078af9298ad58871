/** A page of Vue with the elements, which is rendered on the server too. */
import { defineComponent, h, ref } from "vue";
import type { PoiskSearchEvents } from "../../../src/widget/widget.ts";
import "../../../src/widget/widget.ts";

export const App = defineComponent({
  setup() {
    const said = ref<string[]>([]);
    return () =>
      h("main", [
        h(
          "poisk-search",
          {
            endpoint: "https://search.example",
            "page-size": 3,
            lang: "ru",
            class: "box",
            id: "box",
            "sync-url": "s-",
            messages: { label: "Поиск по архиву" },
            "onPoisk:change": ({ detail }: PoiskSearchEvents["poisk:change"]) =>
              said.value.push(`change ${detail.query}`),
            "onPoisk:search": ({ detail }: PoiskSearchEvents["poisk:search"]) =>
              said.value.push(`search ${detail.answer.total}`),
            "onPoisk:error": ({ detail }: PoiskSearchEvents["poisk:error"]) =>
              said.value.push(`error ${detail.failure.kind}`),
            "onPoisk:select": (event: PoiskSearchEvents["poisk:select"]) => {
              event.preventDefault();
              said.value.push(`select ${event.detail.position}`);
            },
          },
          [h("a", { href: "/search/" }, "Поиск")],
        ),
        h("poisk-results", {
          endpoint: "https://search.example",
          session: "news",
          "page-size": 2,
          id: "results",
          "onPoisk:select": (event: PoiskSearchEvents["poisk:select"]) => {
            event.preventDefault();
            said.value.push(`select of the page ${event.detail.position}`);
          },
        }),
        h("poisk-filters", { session: "news" }),
        h("poisk-dialog", { session: "news" }),
        h("output", said.value.join("; ")),
      ]);
  },
});
