import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { Fault, Refusal, RunningHash, type Sha256 } from '@qca/base';

/** Bytes per piece: large enough that per-piece costs vanish, small enough to stay in a processor cache. */
const PIECE_BYTES = 1 << 18;

/** How far a file has been read, in bytes of the file as stored. */
export interface ReadProgress {
  readonly file: string;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/**
 * Reads a file in pieces, unpacked when it starts like gzip (whatever its name), hashing the stored bytes.
 *
 * Memory stays constant. Rejects: `no-such-file`, `truncated-gzip`, `corrupt-gzip` (with what was read before handed over).
 * Returns the SHA-256 of the stored file.
 */
export async function readPieces(
  path: string,
  onPiece: (piece: Uint8Array) => void,
  onProgress?: (progress: ReadProgress) => void,
): Promise<Sha256> {
  const { size, zipped } = await openable(path);
  const hash = new RunningHash();
  let bytesRead = 0;
  const stored = createReadStream(path, { highWaterMark: PIECE_BYTES });
  stored.on('data', (piece) => {
    hash.update(piece as Buffer);
    bytesRead += piece.length;
    onProgress?.({ file: path, bytesRead, bytesTotal: size });
  });
  const plain = zipped ? stored.pipe(createGunzip({ chunkSize: PIECE_BYTES })) : stored;
  stored.on('error', (error) => plain.destroy(error));
  try {
    for await (const piece of plain) onPiece(piece as Uint8Array);
  } catch (error) {
    stored.destroy();
    throw readingError(error, path);
  }
  return hash.peek();
}

async function openable(path: string): Promise<{ size: number; zipped: boolean }> {
  try {
    const { size } = await stat(path);
    const handle = await open(path);
    try {
      const magic = new Uint8Array(2);
      const { bytesRead } = await handle.read(magic, 0, 2, 0);
      return { size, zipped: bytesRead === 2 && magic[0] === 0x1f && magic[1] === 0x8b };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readingError(error, path);
  }
}

function readingError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') {
    return new Refusal({
      kind: 'no-such-file',
      what: code === 'EISDIR' ? 'A file was expected, this is a folder' : 'There is no such file',
      where: path,
      remedy: 'Check the path.',
    });
  }
  if (code === 'Z_BUF_ERROR') {
    return new Refusal({
      kind: 'truncated-gzip',
      what: 'The compressed file ends too early',
      where: path,
      remedy: 'Fetch the file again; it was cut off on its way.',
    });
  }
  if (code === 'Z_DATA_ERROR') {
    return new Refusal({
      kind: 'corrupt-gzip',
      what: 'The compressed file is damaged',
      where: path,
      remedy: 'Fetch the file again and compare its check sum.',
    });
  }
  if (typeof code === 'string' && code.startsWith('E')) {
    return new Fault(`Reading ${path} failed: ${(error as Error).message}`, {
      retryable: false,
      cause: error,
    });
  }
  return error;
}
