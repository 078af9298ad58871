/** Describes settings that poisk does not have, for the command and the local server. */
import { SETTING_NAMES } from "../../settings/unknown-settings.ts";
import { nearNames } from "../terminal/near-names.ts";

/** Makes the warning about an unknown setting. */
export function unknownSettingText(name: string): string {
  const near = nearNames(name, [...SETTING_NAMES]);
  const hint = near === null ? "" : ` Did you mean ${near}?`;
  return `poisk has no setting ${name} and ignores it.${hint}`;
}
