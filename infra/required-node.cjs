// Runs before the commands of a clone, on the oldest Node that somebody may have. It says which Node they need, where
// others end in a stack trace. The published package needs the Node of package.json, since the AWS SDK leaves Node 20
// in January 2027.
"use strict";
const OLDEST_FOR_A_CLONE = "20.19";

const [needed, present] = [OLDEST_FOR_A_CLONE, process.version].map((text) =>
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
