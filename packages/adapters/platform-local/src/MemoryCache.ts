import { type Cache, type CacheCount, expectTtl } from '@qca/ports';

/** About 20 MB of short values. */
const ENTRIES_MAX = 100_000;

interface Entry {
  readonly value: string | number;
  readonly endMs: number;
}

/** A cache for one process. When it is full, what was set first goes first. */
export class MemoryCache implements Cache {
  readonly #nowMs: () => number;
  readonly #entriesMax: number;
  readonly #entries = new Map<string, Entry>();

  constructor({
    nowMs = () => performance.now(),
    entriesMax = ENTRIES_MAX,
  }: { readonly nowMs?: () => number; readonly entriesMax?: number } = {}) {
    this.#nowMs = nowMs;
    this.#entriesMax = entriesMax;
  }

  async get(key: string): Promise<string | undefined> {
    const entry = this.#live(key);
    return entry === undefined ? undefined : String(entry.value);
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    expectTtl(ttlMs);
    this.#entries.delete(key);
    this.#put(key, { value, endMs: this.#nowMs() + ttlMs });
  }

  async increment(key: string, windowMs: number): Promise<CacheCount> {
    expectTtl(windowMs);
    const nowMs = this.#nowMs();
    const counted = this.#live(key);
    const count = 1 + (typeof counted?.value === 'number' ? counted.value : 0);
    const endMs = counted?.endMs ?? nowMs + windowMs;
    this.#put(key, { value: count, endMs });
    return { count, resetMs: Math.ceil(endMs - nowMs) };
  }

  async delete(key: string): Promise<boolean> {
    const found = this.#live(key) !== undefined;
    this.#entries.delete(key);
    return found;
  }

  async close(): Promise<void> {
    this.#entries.clear();
  }

  #live(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.endMs > this.#nowMs()) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  #put(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    if (this.#entries.size <= this.#entriesMax) return;
    const nowMs = this.#nowMs();
    for (const [each, { endMs }] of this.#entries) if (endMs <= nowMs) this.#entries.delete(each);
    // A tenth at once, so that a full cache is not swept at every call.
    const spare = this.#entries.size - Math.floor(this.#entriesMax * 0.9);
    for (const each of this.#entries.keys().take(Math.max(0, spare))) this.#entries.delete(each);
  }
}
