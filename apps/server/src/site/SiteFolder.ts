import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { pagePolicy } from '../http/securityHeaders.ts';

/** A site of a few hundred files; a folder of another kind is not one. */
const FILES_MAX = 5_000;
/** Larger ones are no part of a site. */
const FILE_BYTES_MAX = 16 * 1_048_576;
/** How often the folder is looked at: a site that is built while the server runs appears soon. */
const LOOK_MS = 1_000;
/** Smaller files gain nothing by compression. */
const COMPRESS_BYTES_MIN = 1_024;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.webmanifest': 'application/manifest+json',
  '.xml': 'application/xml',
  '.wasm': 'application/wasm',
};
const COMPRESSIBLE = /^(text\/|application\/(json|manifest\+json|xml|wasm)|image\/svg)/;
/** Named by a hash of what is in it: never changes. */
const HASHED = /^\/_next\/static\/|[.-][0-9a-f]{8,}\.\w+$/;

export interface SiteFile {
  readonly type: string;
  readonly etag: string;
  readonly isImmutable: boolean;
  /** The page's Content-Security-Policy; undefined for what is no page. */
  readonly policy: string | undefined;
  readonly body: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
}

/** The exported site: every file known by name, so that no other is ever reached. */
export class SiteFolder {
  readonly #folder: string;
  #names: ReadonlySet<string> = new Set();
  #files = new Map<string, Promise<SiteFile>>();
  #lookedMs = Number.NEGATIVE_INFINITY;
  #seen = '';
  #looking: Promise<void> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether there is a site. */
  async isThere(nowMs: number): Promise<boolean> {
    await this.#look(nowMs);
    return this.#names.has('/index.html');
  }

  /** The file behind an address: `/order` is `order.html` or `order/index.html`. Undefined when there is none. */
  async find(path: string, nowMs: number): Promise<SiteFile | undefined> {
    await this.#look(nowMs);
    const name = nameOf(path, this.#names);
    return name === undefined ? undefined : this.#file(name);
  }

  #file(name: string): Promise<SiteFile> {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const reading = this.#read(name);
    const files = this.#files;
    files.set(name, reading);
    reading.catch(() => files.delete(name));
    return reading;
  }

  async #read(name: string): Promise<SiteFile> {
    const body = await readFile(join(this.#folder, name));
    const type = TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
    const isCompressible = COMPRESSIBLE.test(type) && body.length >= COMPRESS_BYTES_MIN;
    return {
      type,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
      isImmutable: HASHED.test(name),
      policy: type.startsWith('text/html')
        ? pagePolicy(inlineScriptHashes(body.toString('utf8')))
        : undefined,
      body,
      br: await this.#compressed(`${name}.br`, isCompressible, () => compressBrotli(body)),
      gzip: await this.#compressed(`${name}.gz`, isCompressible, () => compressGzip(body)),
    };
  }

  async #compressed(name: string, isCompressible: boolean, compress: () => Promise<Buffer>) {
    if (this.#names.has(name)) return readFile(join(this.#folder, name));
    return isCompressible ? compress() : undefined;
  }

  async #look(nowMs: number): Promise<void> {
    if (nowMs - this.#lookedMs < LOOK_MS) return this.#looking;
    this.#lookedMs = nowMs;
    this.#looking = this.#lookNow();
    return this.#looking;
  }

  // The build writes a new index.html last of all: while it is the same, the site is.
  async #lookNow(): Promise<void> {
    const index = await stat(join(this.#folder, 'index.html')).catch(() => undefined);
    const seen = index === undefined ? '' : `${index.mtimeMs} ${index.size} ${index.ino}`;
    if (seen === this.#seen) return;
    const names = index === undefined ? new Set<string>() : await listFiles(this.#folder);
    this.#seen = seen;
    this.#names = names;
    this.#files = new Map();
  }
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

function compressBrotli(body: Buffer): Promise<Buffer> {
  return brotli(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
}

function compressGzip(body: Buffer): Promise<Buffer> {
  return zip(body, { level: 9 });
}

async function listFiles(folder: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  // Links are not followed: what lies elsewhere is not the site.
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { size } = await stat(path);
    if (size <= FILE_BYTES_MAX)
      names.add(path.slice(folder.replace(/\/+$/, '').length).replaceAll('\\', '/'));
    if (names.size >= FILES_MAX) break;
  }
  return names;
}

function nameOf(path: string, names: ReadonlySet<string>): string | undefined {
  const bare = path.replace(/\/+$/, '');
  const candidates = bare === '' ? ['/index.html'] : [bare, `${bare}.html`, `${bare}/index.html`];
  return candidates.find((name) => names.has(name));
}

const INLINE_SCRIPT = /<script(?![^>]*\ssrc\s*=)[^>]*>([\s\S]*?)<\/script>/gi;

/** What the policy names inline scripts by: SHA-256 of their text, as base64. */
export function inlineScriptHashes(html: string): string[] {
  const hashes = new Set<string>();
  for (const [, text = ''] of html.matchAll(INLINE_SCRIPT)) {
    hashes.add(createHash('sha256').update(text, 'utf8').digest('base64'));
  }
  return [...hashes];
}
