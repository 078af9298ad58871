/**
 * Searches for the same in every box, so that the themes can be told apart.
 */
for (const box of document.querySelectorAll("poisk-search")) box.value = "ледокол";
