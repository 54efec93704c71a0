/** A set of the latest `capacity` keys; the oldest leaves when a new one comes. */
export class RecentKeys {
  readonly #capacity: number;
  readonly #known = new Set<string>();
  readonly #ring: string[] = [];
  #oldest = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  add(key: string): void {
    if (this.#known.has(key)) return;
    if (this.#ring.length < this.#capacity) {
      this.#ring.push(key);
    } else {
      this.#known.delete(this.#ring[this.#oldest] as string);
      this.#ring[this.#oldest] = key;
      this.#oldest = (this.#oldest + 1) % this.#capacity;
    }
    this.#known.add(key);
  }

  /** Lists the keys, oldest first. */
  list(): string[] {
    return [...this.#ring.slice(this.#oldest), ...this.#ring.slice(0, this.#oldest)];
  }
}
