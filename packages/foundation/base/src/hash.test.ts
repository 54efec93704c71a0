import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENESIS, RunningHash, sha256 } from './hash.ts';

describe('sha256', () => {
  it.each([
    // Source: FIPS 180-4 examples.
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ])('gives the published digest of "%s"', (text, digest) => {
    expect(sha256(text)).toBe(digest);
    expect(sha256(new TextEncoder().encode(text))).toBe(digest);
  });

  it('reads text as UTF-8', () => {
    expect(sha256('ü')).toBe(sha256(Uint8Array.of(0xc3, 0xbc)));
  });

  it('starts chains from 64 zeros', () => {
    expect(GENESIS).toMatch(/^0{64}$/);
  });
});

describe('RunningHash', () => {
  it('is the digest of all pieces joined, at every point, and goes on after a look', () => {
    const pieces = fc.array(fc.oneof(fc.string(), fc.uint8Array()), { maxLength: 8 });
    fc.assert(
      fc.property(pieces, (parts) => {
        const running = new RunningHash();
        const whole: Uint8Array[] = [];
        expect(running.peek()).toBe(sha256(''));
        for (const part of parts) {
          running.update(part);
          whole.push(Buffer.from(part as string));
          const joined = createHash('sha256').update(Buffer.concat(whole)).digest('hex');
          expect(running.peek()).toBe(joined);
          expect(running.peek()).toBe(joined);
        }
      }),
    );
  });
});
