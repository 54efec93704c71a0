import { fstatSync, readSync } from 'node:fs';
import { Refusal } from '@qca/base';
import { bodyMatches, decodeHeader, type FrameHeader, HEADER_BYTES } from './frame.ts';

/** A place between two blocks. */
export interface FrameEnd {
  readonly offset: number;
  readonly lastSequence: number;
}

export interface Frame {
  readonly header: FrameHeader;
  readonly offset: number;
  readonly end: FrameEnd;
}

/**
 * Walks over the blocks of a journal file from a place between two, reading headers only, and the body of the last.
 *
 * Ends quietly before a last block that is not whole: a crash leaves one. Anything else that is not a block is damage.
 * Rejects, as `Refusal`: `corrupt-journal`, naming file and offset.
 */
export function* walkFrames(file: number, path: string, from: FrameEnd): Generator<Frame> {
  const size = fstatSync(file).size;
  const source = Buffer.alloc(HEADER_BYTES);
  let { offset, lastSequence } = from;
  while (offset + HEADER_BYTES <= size) {
    readSync(file, source, 0, HEADER_BYTES, offset);
    const header = decodeHeader(source);
    if (header === undefined) {
      if (onlyZeros(file, offset, size)) return;
      throw corrupt(path, offset, 'what stands there is not the header of a block');
    }
    if (header.firstSequence !== lastSequence + 1) {
      throw corrupt(path, offset, `entry ${header.firstSequence} stands behind entry ${lastSequence}`);
    }
    const endOffset = offset + HEADER_BYTES + header.bodyBytes;
    if (endOffset > size) return;
    const frame: Frame = { header, offset, end: { offset: endOffset, lastSequence: header.lastSequence } };
    if (endOffset === size && neverWritten(file, frame)) return;
    if (endOffset === size) readBody(file, path, frame);
    yield frame;
    ({ offset, lastSequence } = frame.end);
  }
}

/** Reads and checks the body of a block. Rejects, as `Refusal`: `corrupt-journal`. */
export function readBody(file: number, path: string, frame: Frame): Buffer {
  const body = bytesAt(file, frame.offset + HEADER_BYTES, frame.header.bodyBytes);
  if (!bodyMatches(frame.header, body)) {
    throw corrupt(path, frame.offset, `the check sum of block ${frame.header.firstSequence} does not hold`);
  }
  return body;
}

// A machine that lost its power may leave a file that is long enough but was never filled: its end reads as zeros.
const SECTOR_BYTES = 512;

function neverWritten(file: number, frame: Frame): boolean {
  const body = bytesAt(file, frame.offset + HEADER_BYTES, frame.header.bodyBytes);
  return !bodyMatches(frame.header, body) && body.subarray(-SECTOR_BYTES).every((byte) => byte === 0);
}

function onlyZeros(file: number, offset: number, size: number): boolean {
  const step = 1 << 16;
  for (let at = offset; at < size; at += step) {
    if (!bytesAt(file, at, Math.min(step, size - at)).every((byte) => byte === 0)) return false;
  }
  return true;
}

function bytesAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, offset + done);
    if (count === 0) break; // the file was cut while we read; the check sum tells
    done += count;
  }
  return done === length ? bytes : Buffer.from(bytes.subarray(0, done));
}

function corrupt(path: string, offset: number, what: string): Refusal {
  return new Refusal({
    kind: 'corrupt-journal',
    what: `the journal is damaged: ${what}`,
    where: `${path} at byte ${offset}`,
    remedy: `Restore the file from a copy. To go on without everything behind that place: truncate -s ${offset} <file>.`,
  });
}
