/**
 * The site of poisk: the pages of docs/ as they stand in the repository, and those of infra/site/pages around them.
 *
 * VitePress reads the whole repository as its source, so that no page is copied. `rewrites` gives each page its
 * address.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type DefaultTheme, defineConfig, type HeadConfig, type MarkdownRenderer } from "vitepress";
import { anchorOf, isPlayground } from "../addresses.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const { homepage } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const repository = new URL(homepage);
repository.hash = "";

/** The path of the site on its host, with a slash at both ends. */
const base = new URL(process.env.SITE_URL ?? "http://localhost/").pathname;

/** The source of a page, by its path in the repository, and the path of the page on the site. */
const rewrites = {
  "infra/site/pages/:path*": ":path*",
  "docs/README.md": "docs.md",
  "docs/decisions/:page": "decisions/:page",
  "docs/:page": ":page",
};

/** The path on the site of a page in the repository; null for a file that is no page of the site. */
function pageOf(path: string): string | null {
  if (path === "README.md") return "";
  if (path === "docs/README.md") return "docs";
  if (path === "src/api/problem-meanings.ts") return "problems";
  const [, page] = /^(?:docs|infra\/site\/pages)\/([\w./-]+)\.md$/.exec(path) ?? [];
  return page !== undefined && existsSync(join(ROOT, path)) ? page : null;
}

/**
 * The address of a link in a page of docs/: a page of the site where its target is one, else the file in the
 * repository. Links with a scheme, and links inside the page, stay as they are.
 */
function linkFrom(source: string, href: string): string {
  if (/^(?:[a-z]+:|#|\/)/i.test(href)) return href;
  const [path = "", hash] = href.split("#");
  const target = posix.join(posix.dirname(source), path).replace(/\/$/, "");
  const page = target === "docs/decisions" ? "docs" : pageOf(target);
  const anchor = hash === undefined ? "" : `#${hash}`;
  return page === null ? `${repository}/blob/main/${target}${anchor}` : `/${page}${anchor}`;
}

function rewriteLinks(renderer: MarkdownRenderer): void {
  renderer.core.ruler.push("repository-links", ({ tokens, env }) => {
    // Titles are rendered apart, without a path.
    const path: string | undefined = env.realPath ?? env.path;
    if (path === undefined) return;
    const source = relative(ROOT, path).split(sep).join("/");
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === "link_open" ? token.attrGet("href") : null;
      if (href !== null) token.attrSet("href", linkFrom(source, href));
    }
  });
}

/** Cells of a table's head without text are plain cells: screen readers would announce an empty heading. */
function plainEmptyHeads(renderer: MarkdownRenderer): void {
  renderer.core.ruler.push("plain-empty-heads", ({ tokens }) => {
    tokens.forEach((token, i) => {
      if (token.type !== "th_open" || tokens[i + 1]?.content !== "") return;
      token.tag = "td";
      const end = tokens[i + 2];
      if (end !== undefined) end.tag = "td";
    });
  });
}

/** The sidebar is the page docs/README.md: its headings, and under each the first link of every line. */
function sidebarOf(path: string): DefaultTheme.SidebarItem[] {
  const groups: (DefaultTheme.SidebarItem & { items: DefaultTheme.SidebarItem[] })[] = [];
  for (const line of readFileSync(join(ROOT, path), "utf8").split("\n")) {
    const [, heading] = /^## (.+)$/.exec(line) ?? [];
    if (heading !== undefined) groups.push({ text: heading, items: [] });
    const [, text, href] = /^- \[([^\]]+)\]\(([^)]+)\)/.exec(line) ?? [];
    if (text !== undefined && href !== undefined) groups.at(-1)?.items.push({ text, link: linkFrom(path, href) });
  }
  return groups.filter(({ items }) => items.length > 0);
}

const icon: HeadConfig = ["link", { rel: "icon", type: "image/svg+xml", href: `${base}favicon.svg` }];

/**
 * The playground has a search box of its own, which asks its worker; other pages have that beside the index of the
 * site.
 */
function scriptOf(page: string): HeadConfig {
  const path = isPlayground(page) ? "playground/playground.js" : "search/widget/widget.js";
  return ["script", { type: "module", src: base + path }];
}

const english: DefaultTheme.NavItem[] = [
  { text: "Documentation", link: "/docs" },
  { text: "Demo", link: "/demo" },
  { text: "Playground", link: "/playground" },
  { text: "Themes", link: "/themes" },
  { text: "Benchmarks", link: "/figures" },
];
const russian: DefaultTheme.NavItem[] = [
  { text: "Документация", link: "/docs" },
  { text: "Пример", link: "/ru/demo" },
  { text: "Площадка", link: "/ru/playground" },
  { text: "Темы", link: "/ru/themes" },
];

export default defineConfig({
  title: "poisk",
  description: "Full-text search for Russian news with no server to run.",
  base,
  srcDir: ROOT,
  srcExclude: [
    "*.md",
    "examples/**",
    "test/**",
    "src/**",
    "functions/**",
    "dist/**",
    "infra/!(site)/**",
    "infra/site/made/**",
    ".github/**",
  ],
  rewrites,
  outDir: process.env.SITE_OUT ?? join(ROOT, "dist/site"),
  cacheDir: join(dirname(fileURLToPath(import.meta.url)), "../node_modules/.cache"),
  head: [icon],
  transformHead: ({ pageData }) => [scriptOf(pageData.relativePath)],
  markdown: {
    config: (renderer) => {
      rewriteLinks(renderer);
      plainEmptyHeads(renderer);
    },
    anchor: { slugify: anchorOf },
    // Headings such as `GET /a/{id}` are text.
    attrs: { disable: true },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("poisk-") } } },
  vite: { publicDir: process.env.SITE_ASSETS ?? false },
  locales: {
    root: { label: "English", lang: "en", themeConfig: { nav: english, sidebar: sidebarOf("docs/README.md") } },
    ru: {
      label: "Русский",
      lang: "ru",
      description: "Полнотекстовый поиск по новостям без сервера.",
      themeConfig: { nav: russian },
    },
  },
  themeConfig: {
    outline: [2, 3],
    externalLinkIcon: true,
    socialLinks: [{ icon: "github", link: String(repository) }],
    footer: { message: "MIT" },
  },
});
