/** Test functions with known minima. Source: Hansen et al., COCO; Surjanovic and Bingham, virtual library of simulations. */
export function sphere(x: ArrayLike<number>): number {
  return Array.from(x).reduce((sum, value) => sum + value * value, 0);
}

/** 0 at (1, …, 1), in a bent valley. */
export function rosenbrock(x: ArrayLike<number>): number {
  const values = Array.from(x);
  return values.slice(1).reduce((sum, next, index) => {
    const value = values[index] as number;
    return sum + 100 * (next - value * value) ** 2 + (1 - value) ** 2;
  }, 0);
}

/** 0 at the origin, among about 11ⁿ local minima on [−5.12, 5.12]ⁿ. */
export function rastrigin(x: ArrayLike<number>): number {
  return Array.from(x).reduce(
    (sum, value) => sum + 10 + value * value - 10 * Math.cos(2 * Math.PI * value),
    0,
  );
}

/** Minimum at (−π, 12.275), (π, 2.275) and (9.42478, 2.475), for x in [−5, 10] and y in [0, 15]. */
export function branin(x: number, y: number): number {
  const bend = 5.1 / (4 * Math.PI ** 2);
  return (y - bend * x * x + (5 / Math.PI) * x - 6) ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

export const BRANIN_MINIMUM = 0.397887;
