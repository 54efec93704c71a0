/** How often each operation was asked for, whatever came of it: `POST /api/v3/order` over HTTP, `order.place` over a socket. */
export class RequestLog {
  readonly #counts = new Map<string, number>();

  note(operation: string): void {
    this.#counts.set(operation, (this.#counts.get(operation) ?? 0) + 1);
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}
