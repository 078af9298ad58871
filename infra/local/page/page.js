/**
 * Opens a hit at this server's own page of the article: the sites that the sample articles name do not exist.
 */
document.addEventListener("poisk:select", (event) => {
  // In a new tab the browser opens it by itself.
  if (!event.cancelable) return;
  event.preventDefault();
  location.assign(event.detail.hit.href);
});
