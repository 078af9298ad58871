/**
 * The looks of buttons with a frame, for the sheets of what has some.
 */

export const buttonStyles = `
.button{min-height:44px;padding:.4em 1.1em;border:1px solid var(--field-line);border-radius:var(--poisk-radius,8px);background:var(--raised);cursor:pointer}
`;
