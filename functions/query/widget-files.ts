/**
 * The search box for other sites, as the build put it into this bundle.
 */
import type { WidgetFiles } from "../../src/http/requests/http-context.ts";

/** Put in by the build: the files of the widget. */
declare const POISK_WIDGET: WidgetFiles | undefined;

/** Null where the program runs from source. */
export const builtWidget: WidgetFiles | null = typeof POISK_WIDGET === "object" ? POISK_WIDGET : null;
