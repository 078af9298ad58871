/**
 * The looks of the list under the field, on top of element-styles.ts.
 */

export const listStyles = `
.panel{position:absolute;top:100%;margin:4px 0;width:max(100%,min(480px,100vw - 32px));z-index:var(--poisk-z-index,1000);max-height:min(70vh,36em);overflow:auto;overscroll-behavior:contain;background:var(--ground);border:1px solid var(--line);border-radius:var(--poisk-radius,8px);box-shadow:0 8px 24px #0003}
.above{top:auto;bottom:100%}
.option{display:block;padding:.6em .8em;min-height:44px;color:inherit;text-decoration:none;cursor:pointer;scroll-margin:4px}
.option:hover,[aria-selected]{background:var(--raised)}
[aria-selected]{box-shadow:inset 3px 0 var(--accent)}
.way,.all,.more.option{color:var(--link)}
.row .suggestions{display:flex;overflow:auto;white-space:nowrap;min-height:44px}
.row .suggestions>*{flex:none}
.row .remark{align-self:center;max-width:50%;max-height:2.7em;margin:0;padding:0 1em;overflow:hidden;white-space:normal;font-size:.8125em;line-height:1.35}
.row .remark:only-child{max-width:100%}
.option .snippet{max-height:4.35em}
@media(max-width:30em){.option .snippet{max-height:5.8em}}
.list>.option+*,.suggestions+*{border-top:1px solid var(--line)}
.all,.more.option{text-align:center}
.suggestion .mark.mark{background:none;color:var(--muted)}
@media(forced-colors:active){[aria-selected]{outline:2px solid;outline-offset:-2px}.suggestion .mark.mark{color:CanvasText}}
`;
