import { crc32 } from 'node:zlib';
import { assert } from '@qca/base';
import type { JournalBlock } from '@qca/ports';

// How a block lies in a journal file, all numbers little-endian:
//
//   0   4  magic "QCAB"
//   4   4  check sum (CRC-32) of bytes 8 to 68 of this header
//   8   8  first sequence
//  16   8  last sequence
//  24   4  length of the body
//  28   4  check sum (CRC-32) of the body
//  32  32  digest of the journal up to the end of this block (SHA-256)
//  64   4  format version
//  68   …  body
//
// The header has a check sum of its own: were a damaged length believed, everything behind it would look torn.

export const HEADER_BYTES = 68;
export const FORMAT_VERSION = 1;
const MAGIC = 0x4241_4351;
/** A block is written in one piece from memory; a length above this is damage, whatever its check sum says. */
export const BODY_BYTES_MAX = 1 << 30;

export interface FrameHeader {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly bodyBytes: number;
  readonly bodySum: number;
  readonly hash: string;
}

/** Writes a block's header into `target`, which holds at least `HEADER_BYTES`. */
export function encodeHeader(block: JournalBlock, target: Buffer): void {
  assert(block.hash.length === 64, `the digest of block ${block.firstSequence} is not a SHA-256`);
  assert(
    block.bytes.byteLength <= BODY_BYTES_MAX,
    `block ${block.firstSequence} is above ${BODY_BYTES_MAX} bytes`,
  );
  target.writeUInt32LE(MAGIC, 0);
  target.writeBigUInt64LE(BigInt(block.firstSequence), 8);
  target.writeBigUInt64LE(BigInt(block.lastSequence), 16);
  target.writeUInt32LE(block.bytes.byteLength, 24);
  target.writeUInt32LE(crc32(block.bytes), 28);
  target.write(block.hash, 32, 'hex');
  target.writeUInt32LE(FORMAT_VERSION, 64);
  target.writeUInt32LE(crc32(target.subarray(8, HEADER_BYTES)), 4);
}

/** Reads a header; undefined when it is not one. */
export function decodeHeader(source: Buffer): FrameHeader | undefined {
  if (source.readUInt32LE(0) !== MAGIC) return undefined;
  if (source.readUInt32LE(4) !== crc32(source.subarray(8, HEADER_BYTES))) return undefined;
  const bodyBytes = source.readUInt32LE(24);
  if (bodyBytes > BODY_BYTES_MAX || source.readUInt32LE(64) !== FORMAT_VERSION) return undefined;
  return {
    firstSequence: Number(source.readBigUInt64LE(8)),
    lastSequence: Number(source.readBigUInt64LE(16)),
    bodyBytes,
    bodySum: source.readUInt32LE(28),
    hash: source.toString('hex', 32, 64),
  };
}

export function bodyMatches(header: FrameHeader, body: Uint8Array): boolean {
  return crc32(body) === header.bodySum;
}
