/** A module without `work`. */
export const nothing = 0;
