/**
 * A site of Express that searches its articles: the HTTP API under /poisk, the search box on every page.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import express from "express";
import { createSearch, FileObjectStore } from "poisk";
import { createHttpApp } from "poisk/http";

const port = Number(process.env.PORT ?? 3000);
const site = express();

const search = createSearch({ store: new FileObjectStore(".data") });
const api = createHttpApp({
  search,
  settings: { publicUrl: `http://127.0.0.1:${port}/poisk`, siteName: "Городская газета" },
});
site.use("/poisk", getRequestListener(api.fetch));

const poisk = dirname(fileURLToPath(import.meta.resolve("poisk/package.json")));
site.use("/box", express.static(`${poisk}/dist/widget`));

site.get("/", (_, response) => {
  response.send(`<!doctype html>
<html lang="ru">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Городская газета</title>
    <link rel="icon" href="data:,">
    <style>
      body { max-width: 44rem; margin: 2rem auto; padding-inline: 1rem; font: 1.0625rem/1.5 system-ui, sans-serif; }
      poisk-search { display: block; min-height: 46px; }
    </style>
    <script type="module" src="/box/widget.js"></script>
  </head>
  <body>
    <poisk-search endpoint="/poisk" results-page="/poisk/"></poisk-search>
    <main><h1>Городская газета</h1></main>
  </body>
</html>`);
});

site.listen(port, "127.0.0.1", () => {
  console.log(`The site is at http://127.0.0.1:${port}/ until Ctrl+C.`);
});
