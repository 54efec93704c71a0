// What every command carries, wherever it is: on the wire, in the inbox, in the kernel, in the journal.

/** Letters of a command's id, of who gave it, and of the reason: what a line on a screen and a row in a table hold. */
export const COMMAND_ID_MAX = 64;
export const WHO_MAX = 100;
export const WHY_MAX = 500;

/** An id as operators and programs give it: letters, digits, `.`, `_`, `:`, `-`, the first a letter or digit. */
export const COMMAND_ID = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,${COMMAND_ID_MAX - 1}}$`);
