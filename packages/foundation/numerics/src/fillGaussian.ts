import type { Random } from '@qca/base';

/** Number of layers under the bell, each of the same area; the eight low bits of a draw choose one. */
const LAYERS = 256;
/** Where the lowest layer gives way to the tail, and the area of each. */
const TAIL = 3.6541528853610088;
const AREA = 0.00492867323399;
const HALF = 0x8000_0000;

/** Largest draw that is surely under the bell, width of a draw of 1, and height, of each layer. */
const { limits, widths, heights } = layers();

/**
 * Fills `out` with independent standard normal numbers, some three times as fast as `Random.nextGaussian`.
 *
 * A number has 32 bits of randomness, eight of which also choose its layer: right for simulations, too coarse for a test of
 * generators. Source: Marsaglia and Tsang, "The ziggurat method for generating random variables" (2000).
 */
export function fillGaussian(random: Random, out: Float64Array): void {
  for (let index = 0; index < out.length; index += 1) {
    const draw = random.nextUint32() | 0;
    const layer = draw & 255;
    out[index] =
      Math.abs(draw) < (limits[layer] as number)
        ? draw * (widths[layer] as number)
        : outsideLayer(random, draw, layer);
  }
}

/** The one draw in a hundred that falls on the edge of its layer or into the tail. */
function outsideLayer(random: Random, draw: number, layer: number): number {
  if (layer === 0) return draw > 0 ? tail(random) : -tail(random);
  const x = draw * (widths[layer] as number);
  const height = heights[layer] as number;
  const above = (heights[layer - 1] as number) - height;
  if (height + random.nextFloat() * above < Math.exp(-0.5 * x * x)) return x;
  const again = random.nextUint32() | 0;
  const other = again & 255;
  return Math.abs(again) < (limits[other] as number)
    ? again * (widths[other] as number)
    : outsideLayer(random, again, other);
}

/** A normal number above the tail's beginning. Source: Marsaglia (1964). */
function tail(random: Random): number {
  let x: number;
  let y: number;
  do {
    x = random.nextExponential(1 / TAIL);
    y = random.nextExponential(1);
  } while (y + y < x * x);
  return TAIL + x;
}

function layers() {
  const surely = new Float64Array(LAYERS);
  const width = new Float64Array(LAYERS);
  const height = new Float64Array(LAYERS);
  let edge = TAIL;
  const base = AREA / Math.exp(-0.5 * edge * edge);
  surely[0] = (edge / base) * HALF;
  width[0] = base / HALF;
  width[LAYERS - 1] = edge / HALF;
  height[0] = 1;
  height[LAYERS - 1] = Math.exp(-0.5 * edge * edge);
  let wider = edge;
  for (let layer = LAYERS - 2; layer >= 1; layer -= 1) {
    edge = Math.sqrt(-2 * Math.log(AREA / edge + Math.exp(-0.5 * edge * edge)));
    surely[layer + 1] = (edge / wider) * HALF;
    wider = edge;
    height[layer] = Math.exp(-0.5 * edge * edge);
    width[layer] = edge / HALF;
  }
  return { limits: surely, widths: width, heights: height };
}
