import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePalettePng } from './encodePalettePng.ts';

/** Reads back what was written, by the format's own rules. */
function decode(png: Buffer): { width: number; height: number; colours: number; pixels: number[][] } {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.set(body.toString('latin1', 0, 4), body.subarray(4));
    at += length + 12;
  }
  const head = chunks.get('IHDR') as Buffer;
  const palette = chunks.get('PLTE') as Buffer;
  const lines = inflateSync(chunks.get('IDAT') as Buffer);
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const pixels: number[][] = [];
  for (let row = 0; row < height; row += 1) {
    expect(lines[row * (width + 1)]).toBe(0);
    for (let column = 0; column < width; column += 1) {
      const place = lines[row * (width + 1) + 1 + column] as number;
      pixels.push([...palette.subarray(place * 3, place * 3 + 3)]);
    }
  }
  return { width, height, colours: palette.length / 3, pixels };
}

describe('encodePalettePng', () => {
  it('keeps every pixel of a picture with few colours', () => {
    const pixels = Uint8Array.from([
      1, 2, 3, 255, 250, 0, 9, 255, 1, 2, 3, 255, 0, 0, 0, 255, 9, 9, 9, 255, 1, 2, 3, 255,
    ]);
    expect(decode(encodePalettePng(pixels, 3, 2))).toEqual({
      width: 3,
      height: 2,
      colours: 4,
      pixels: [
        [1, 2, 3],
        [250, 0, 9],
        [1, 2, 3],
        [0, 0, 0],
        [9, 9, 9],
        [1, 2, 3],
      ],
    });
  });

  it('comes down to 256 colours, near the ones it was given, exact for the one drawn most', () => {
    const given = Array.from({ length: 4_096 }, (_, index) =>
      index < 2_000 ? [17, 19, 23] : [(index * 7) % 256, (index * 13) % 256, (index * 29) % 256],
    );
    const { colours, pixels } = decode(
      encodePalettePng(Uint8Array.from(given.flatMap((each) => [...each, 255])), 64, 64),
    );
    expect(colours).toBeLessThanOrEqual(256);
    expect(pixels.slice(0, 2_000).every((pixel) => pixel.join() === '17,19,23')).toBe(true);
    const furthest = Math.max(
      ...pixels.flatMap((pixel, index) =>
        pixel.map((value, channel) => Math.abs(value - (given[index]?.[channel] as number))),
      ),
    );
    expect(furthest).toBeLessThan(128);
  });
});
