import { crc32, deflateSync } from 'node:zlib';

/** Colours of a palette picture, as the format allows. */
const COLOURS_MAX = 256;
/** Kept as they are: grounds differ by little, and must not become one. */
const EXACT_MAX = 128;

/**
 * Writes pixels as a PNG of at most 256 colours, which is half as large for a screen as one of all colours. What is drawn
 * often keeps its exact colour; edges of letters share one with their neighbours.
 *
 * Shape: [row][column][red, green, blue, alpha], row-major, 0 to 255; alpha is left out. Source: PNG, ISO/IEC 15948.
 */
export function encodePalettePng(pixels: Uint8Array, width: number, height: number): Buffer {
  const { palette, places } = choosePalette(pixels);
  const lines = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < height; row += 1)
    lines.set(places.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, by palette; compression, filter and interlace as usual.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function choosePalette(pixels: Uint8Array): { palette: Buffer; places: Uint8Array } {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = colourAt(pixels, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const often = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const places = new Map(often.slice(0, EXACT_MAX).map((colour, place) => [colour, place]));
  const rest = often.slice(EXACT_MAX);
  // Coarser and coarser, until few enough are left; each group takes the colour that is drawn most.
  for (let bits = 8; bits > 0; bits -= 1) {
    const groups = new Map<number, number>();
    for (const colour of rest)
      if (!groups.has(coarse(colour, bits))) groups.set(coarse(colour, bits), colour);
    if (groups.size > COLOURS_MAX - EXACT_MAX) continue;
    const order = new Map([...groups.keys()].map((group, place) => [group, EXACT_MAX + place]));
    for (const colour of rest) places.set(colour, order.get(coarse(colour, bits)) as number);
    const colours = [...often.slice(0, EXACT_MAX), ...groups.values()];
    const palette = Buffer.from(
      colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]),
    );
    const drawn = Uint8Array.from(
      { length: pixels.length / 4 },
      (_, at) => places.get(colourAt(pixels, at * 4)) as number,
    );
    return { palette, places: drawn };
  }
  throw new Error('one bit a channel leaves eight colours');
}

const colourAt = (pixels: Uint8Array, at: number): number =>
  ((pixels[at] as number) << 16) | ((pixels[at + 1] as number) << 8) | (pixels[at + 2] as number);

const coarse = (colour: number, bits: number): number => {
  const mask = (255 << (8 - bits)) & 255;
  return colour & ((mask << 16) | (mask << 8) | mask);
};

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
