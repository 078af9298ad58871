/**
 * The stylesheet of the article page (layer 5), served by the app itself: the bundle is one file. The look is that of the
 * search page (infra/local/page/page.css): the same colours, all of contrast 4.5 or more, light and dark.
 */

export const articleCss = `:root {
  color-scheme: light dark;
  --ground: #ffffff;
  --text: #1a1d21;
  --muted: #59616b;
  --line: #d5dae1;
  --link: #1550b5;
  --visited: #6a3a9c;
  --accent: #1f5fbf;
  --measure: 44rem;
}

@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b;
    --text: #e4e7eb;
    --muted: #a0a9b4;
    --line: #343b44;
    --link: #8db6ff;
    --visited: #c7a6f2;
    --accent: #8db6ff;
  }
}

*,
*::before,
*::after {
  box-sizing: border-box;
}

body {
  margin: 0;
  padding: clamp(1rem, 4vw, 2.5rem) clamp(1rem, 4vw, 2rem) 4rem;
  background: var(--ground);
  color: var(--text);
  font:
    1rem / 1.5 system-ui,
    -apple-system,
    "Segoe UI",
    Roboto,
    "Noto Sans",
    "Liberation Sans",
    sans-serif;
  overflow-wrap: break-word;
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}

a {
  color: var(--link);
  text-underline-offset: 0.15em;
}

a:visited {
  color: var(--visited);
}

:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
  border-radius: 2px;
}

nav,
.article {
  max-width: var(--measure);
  margin-inline: auto;
}

.back-link {
  display: inline-block;
  margin-bottom: 1.5rem;
}

.article__title {
  margin: 0 0 0.5rem;
  font-size: clamp(1.5rem, 1.2rem + 1.6vw, 2.125rem);
  line-height: 1.2;
  text-wrap: balance;
}

.article__meta {
  display: flex;
  flex-wrap: wrap;
  gap: 0 0.9em;
  margin: 0.2rem 0 1.5rem;
  color: var(--muted);
  font-size: 0.875rem;
}

.article__meta > * {
  min-width: 0;
}

.article__lead {
  margin: 0 0 1.25rem;
  font-size: 1.1875rem;
  font-weight: 500;
}

.article__image {
  display: block;
  max-width: 100%;
  height: auto;
  margin: 0 0 1.25rem;
  border-radius: 8px;
}

.article__text {
  font-size: 1.0625rem;
  line-height: 1.65;
}

.article__text p {
  margin: 0 0 1em;
  white-space: pre-line;
}

.article__notice {
  margin: 2rem 0 0;
  padding-top: 0.75rem;
  border-top: 1px solid var(--line);
  color: var(--muted);
  font-size: 0.875rem;
}

@media print {
  .back-link {
    display: none;
  }
}
`;
