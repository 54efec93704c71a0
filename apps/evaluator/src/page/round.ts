/** Tenths of a pixel are as fine as a drawing needs. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
