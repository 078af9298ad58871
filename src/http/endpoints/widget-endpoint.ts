/**
 * GET /widget.js and GET /widget-{hash}.js: the search box for the pages of others. The first is one line that leads
 * to the second, so that a page's one `<script>` stays as it is while the files behind it are kept for ever.
 */

import { clientProblem } from "../../api/api.ts";
import { answerFixed } from "../answers/conditional.ts";
import type { Endpoint } from "../openapi/openapi.ts";
import { sendProblem } from "../pages/send-problem.ts";
import type { HttpContext } from "../requests/http-context.ts";

export const widgetEndpoints: readonly Endpoint[] = [
  { path: "/widget.js", answer: answerWidget },
  { path: "/:file{widget-[A-Za-z0-9]+\\.js}", answer: answerWidgetFile },
];

/** Pages that had the old loader get a new build after this time. */
const LOADER_CACHE_CONTROL = "public, max-age=300";
/** RFC 8246: the name changes with the content. */
const FILE_CACHE_CONTROL = "public, max-age=31536000, immutable";

/** The line that leads to the widget. 404 where this program was built without one. Asks nothing of the store. */
function answerWidget(context: HttpContext): Response {
  const { widget } = context.var.dependencies;
  if (!widget) return notBuilt(context);
  return answerScript(context, `export*from"./${widget.entry}";\n`, LOADER_CACHE_CONTROL);
}

/**
 * A file of the widget. A name that an older build gave leads to the present widget, not to an error: a page may hold
 * the old line for minutes after a new build.
 */
function answerWidgetFile(context: HttpContext): Response {
  const { widget } = context.var.dependencies;
  if (!widget) return notBuilt(context);
  const name = new URL(context.req.url).pathname.split("/").at(-1) ?? "";
  const text = Object.hasOwn(widget.files, name) ? widget.files[name] : undefined;
  return text === undefined ? answerWidget(context) : answerScript(context, text, FILE_CACHE_CONTROL);
}

/** Code that anybody may run, whichever origins may read answers. */
function answerScript(context: HttpContext, text: string, cacheControl: string): Response {
  return answerFixed(context, text, "text/javascript; charset=utf-8", {
    "Cache-Control": cacheControl,
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
  });
}

function notBuilt(context: HttpContext): Response {
  return sendProblem(context, clientProblem("route-not-found", "This program was built without the widget."));
}
