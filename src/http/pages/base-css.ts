/**
 * What the article page and the search page of the local stack look alike in (layer 5): colours, type, links, focus. Text
 * and not a file, since the bundle is one file.
 *
 * Colours are pairs for light and dark; text on its ground is at least 4.5:1 (WCAG AA), in both.
 */

export const baseCss = `:root {
  color-scheme: light dark;
  --ground: #ffffff;
  --raised: #f3f5f8;
  --text: #1a1d21;
  --muted: #59616b;
  --line: #d5dae1;
  --field-line: #7d8793;
  --link: #1550b5;
  --visited: #6a3a9c;
  --accent: #1f5fbf;
  --on-accent: #ffffff;
  --mark: #ffe79a;
  --on-mark: #1a1d21;
  --warning: #9a3412;
  --measure: 44rem;
}

@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b;
    --raised: #1f242a;
    --text: #e4e7eb;
    --muted: #a0a9b4;
    --line: #343b44;
    --field-line: #7b8591;
    --link: #8db6ff;
    --visited: #c7a6f2;
    --accent: #8db6ff;
    --on-accent: #10151c;
    --mark: #4d3d08;
    --on-mark: #fff3c9;
    --warning: #ffb59a;
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
`;
