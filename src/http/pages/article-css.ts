/**
 * The stylesheet of the article page (layer 5), served by the app itself: the bundle is one file.
 */
import { baseCss } from "./base-css.ts";

export const articleCss = `${baseCss}
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
