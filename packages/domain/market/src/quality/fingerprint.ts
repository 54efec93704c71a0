/**
 * Returns a 53-bit fingerprint of a row's text: equal texts have equal ones, different texts of one time differ
 * but for one chance in 2^53.
 *
 * Two multiplicative hashes of 32 bits over the character codes, each finished with the mixer of MurmurHash3 (Appleby, 2011).
 */
export function fingerprintText(text: string): number {
  let high = HIGH_SEED;
  let low = LOW_SEED;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, HIGH_FACTOR);
    low = Math.imul(low ^ code, LOW_FACTOR);
  }
  return joined(high, low);
}

/** Returns the same fingerprint for bytes from `start` (included) to `end` (excluded) that spell an ASCII text. */
export function fingerprintBytes(bytes: Uint8Array, start: number, end: number): number {
  let high = HIGH_SEED;
  let low = LOW_SEED;
  for (let index = start; index < end; index += 1) {
    const code = bytes[index]!;
    high = Math.imul(high ^ code, HIGH_FACTOR);
    low = Math.imul(low ^ code, LOW_FACTOR);
  }
  return joined(high, low);
}

// FNV-1a's start and prime for one half; for the other the golden ratio and an odd constant unrelated to them.
const HIGH_SEED = 0x811c_9dc5 | 0;
const HIGH_FACTOR = 0x0100_0193;
const LOW_SEED = 0x9e37_79b9 | 0;
const LOW_FACTOR = 0x5bd1_e995;

function joined(high: number, low: number): number {
  const mixedHigh = mixed(high ^ (low >>> 15));
  const mixedLow = mixed(low ^ (high >>> 13));
  return (mixedHigh >>> 11) * 0x1_0000_0000 + (mixedLow >>> 0);
}

function mixed(word: number): number {
  let bits = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return bits ^ (bits >>> 16);
}
