/**
 * Regression of one series on another over their last `length` pairs, updated in constant time.
 *
 * Sums are of distances to an anchor and computed anew each time the ring comes round, as in `RollingWindow`. Plain
 * data: change it only through `pushPair`.
 */
export interface RollingPair {
  readonly length: number;
  readonly ringX: Float64Array;
  readonly ringY: Float64Array;
  count: number;
  next: number;
  anchorX: number;
  anchorY: number;
  sumX: number;
  sumY: number;
  sumXX: number;
  sumXY: number;
  sumYY: number;
}

/** y = intercept + slope · x by ordinary least squares, and the deviation of what it leaves over (divisor n − 2). */
export interface Regression {
  readonly slope: number;
  readonly intercept: number;
  readonly deviation: number;
}

export function rollingPair(length: number): RollingPair {
  const zeros = { count: 0, next: 0, anchorX: 0, anchorY: 0, sumX: 0, sumY: 0, sumXX: 0, sumXY: 0, sumYY: 0 };
  return { length, ringX: new Float64Array(length), ringY: new Float64Array(length), ...zeros };
}

/** Takes in one pair; the oldest leaves when the window is full. */
export function pushPair(pair: RollingPair, x: number, y: number): void {
  const at = pair.next;
  if (pair.count === 0) {
    pair.anchorX = x;
    pair.anchorY = y;
  }
  if (pair.count === pair.length) add(pair, pair.ringX[at] as number, pair.ringY[at] as number, -1);
  else pair.count += 1;
  pair.ringX[at] = x;
  pair.ringY[at] = y;
  add(pair, x, y, 1);
  pair.next = at + 1;
  if (pair.next === pair.length) {
    pair.next = 0;
    recompute(pair);
  }
}

function add(pair: RollingPair, x: number, y: number, sign: 1 | -1): void {
  const dx = x - pair.anchorX;
  const dy = y - pair.anchorY;
  pair.sumX += sign * dx;
  pair.sumY += sign * dy;
  pair.sumXX += sign * dx * dx;
  pair.sumXY += sign * dx * dy;
  pair.sumYY += sign * dy * dy;
}

function recompute(pair: RollingPair): void {
  pair.anchorX += pair.sumX / pair.count;
  pair.anchorY += pair.sumY / pair.count;
  pair.sumX = 0;
  pair.sumY = 0;
  pair.sumXX = 0;
  pair.sumXY = 0;
  pair.sumYY = 0;
  for (let at = 0; at < pair.count; at += 1) add(pair, pair.ringX[at] as number, pair.ringY[at] as number, 1);
}

/** Fits the line through the window, or with a given slope only its height. Undefined while it cannot be told. */
export function regress(pair: RollingPair, fixedSlope?: number): Regression | undefined {
  const { count, sumX, sumY, sumXX, sumXY, sumYY } = pair;
  if (count < 3) return undefined;
  const varX = sumXX - (sumX * sumX) / count;
  const covariance = sumXY - (sumX * sumY) / count;
  const varY = sumYY - (sumY * sumY) / count;
  if (fixedSlope === undefined && !(varX > 0)) return undefined;
  const slope = fixedSlope ?? covariance / varX;
  const left = varY - 2 * slope * covariance + slope * slope * varX;
  const meanX = pair.anchorX + sumX / count;
  const meanY = pair.anchorY + sumY / count;
  return { slope, intercept: meanY - slope * meanX, deviation: Math.sqrt(Math.max(left, 0) / (count - 2)) };
}
