/** The address of the site, which results of a search lead to. */
const SITE_URL = process.env.SITE_URL ?? "http://127.0.0.1:8071";

export default function (config) {
  config.addGlobalData("site", SITE_URL);
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  return { markdownTemplateEngine: "njk" };
}
