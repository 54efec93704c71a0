declare const brand: unique symbol;

/** A base type the compiler keeps apart from every other of the same representation. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
