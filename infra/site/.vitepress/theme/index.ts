/**
 * VitePress's default theme with poisk's own search box in the bar, and the box's themes for the pages that show them.
 */
import { type EnhanceAppContext, useData, useRoute, withBase } from "vitepress";
import DefaultTheme from "vitepress/theme";
import { h, onMounted, toRefs, watch } from "vue";
import dark from "../../../../docs/images/search-dark.png";
import light from "../../../../docs/images/search-light.png";
import "../../../../src/widget/themes/compact.css";
import "../../../../src/widget/themes/neutral.css";
import "../../../../src/widget/themes/newspaper.css";
import { isPlayground, SECTION_PARAMETER } from "../../addresses.ts";
import "../../made/charts.css";
import "./site.css";

function SiteSearch() {
  const { lang, page } = useData();
  if (isPlayground(page.value.relativePath)) return null;
  const label = lang.value === "ru" ? "Поиск" : "Search";
  return h("poisk-dialog", { index: withBase("/search/"), lang: lang.value, label, class: "site-search" });
}

/** Results of the search name a section by a parameter (infra/site/addresses.ts). */
function goToSection(): void {
  const section = new URLSearchParams(location.search).get(SECTION_PARAMETER);
  if (section !== null) location.replace(`${location.pathname}#${encodeURIComponent(section)}`);
}

/** The page of results in the colours of the page around it. */
function Picture() {
  const { lang } = useData();
  const alt =
    lang.value === "ru"
      ? "По запросу kfdhjd найдена статья о Лаврове."
      : "A search for kfdhjd finds the article about Лавров.";
  return [
    h("img", { src: light, alt, class: "picture light-only", width: 1100, height: 675 }),
    h("img", { src: dark, alt, class: "picture dark-only", width: 1100, height: 675 }),
  ];
}

/** VitePress gives its first page no main landmark. */
function markMain(): void {
  document.querySelector(".VPContent.is-home")?.setAttribute("role", "main");
}

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      "nav-bar-content-before": () => h(SiteSearch),
      "home-hero-image": () => h(Picture),
    }),
  enhanceApp({ router }: EnhanceAppContext) {
    // A page can define the elements of the search box once: the playground is loaded anew, and left so.
    router.onBeforeRouteChange = (to: string) => {
      if (import.meta.env.SSR) return;
      const { pathname } = new URL(to, location.href);
      if (isPlayground(pathname) === isPlayground(location.pathname)) return;
      location.assign(to);
      return false;
    };
  },
  setup() {
    const { path } = toRefs(useRoute());
    onMounted(goToSection);
    onMounted(() => watch(path, markMain, { immediate: true, flush: "post" }));
  },
};
