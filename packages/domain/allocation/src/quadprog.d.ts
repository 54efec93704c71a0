/** The library quadprog 1.6.1 ships without types. Arrays count from 1; those given are changed. */
declare module 'quadprog' {
  export function solveQP(
    quadratic: number[][],
    linear: number[],
    constraints: number[][],
    ends: number[],
    equalities: number,
  ): { readonly message: string; readonly solution: number[] };
}
