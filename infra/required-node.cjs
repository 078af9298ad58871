// Run before what needs it, by the oldest Node that somebody may have: says which Node is needed, where others end in a stack trace.
"use strict";
const { engines } = require("../package.json");

const [needed, present] = [engines.node, process.version].map((text) =>
  text.replace(/^\D+/, "").split(".").map(Number),
);
const isOld = present[0] < needed[0] || (present[0] === needed[0] && present[1] < needed[1]);
if (isOld) {
  console.error(
    "poisk needs Node " +
      needed.join(".") +
      " or newer, and 22 or newer is recommended; this is " +
      process.version +
      ": https://nodejs.org/",
  );
  process.exit(1);
}
