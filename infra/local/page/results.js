/**
 * Names the page of results after what is searched for, for tabs and the browser's history.
 */
const { title } = document;

document.addEventListener("poisk:search", ({ detail }) => {
  const query = detail.query.trim();
  document.title = query === "" ? title : `${query} — ${title}`;
});
