import {
  encodeStatus,
  refuseBadStatusKey,
  type StatusBoard,
  type StatusDocument,
  type StopListening,
} from '@qca/ports';

interface Shown {
  readonly status: Omit<StatusDocument, 'document'>;
  /** JSON, so that nobody holds the objects that were published. */
  readonly document: string;
}

/** A status board for roles in one process. */
export class MemoryStatusBoard implements StatusBoard {
  readonly #shown = new Map<string, Shown>();
  readonly #listeners = new Map<string, Set<() => void>>();

  async publish(key: string, status: StatusDocument): Promise<void> {
    const document = encodeStatus(key, status);
    this.#shown.set(key, { status: { sequence: status.sequence, timeUs: status.timeUs }, document });
    for (const look of this.#listeners.get(key) ?? []) setImmediate(look);
  }

  async read(key: string): Promise<StatusDocument | undefined> {
    refuseBadStatusKey(key);
    return decode(this.#shown.get(key));
  }

  listen(key: string, onChange: (status: StatusDocument) => void | Promise<void>): StopListening {
    refuseBadStatusKey(key);
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners);
    let told: Shown | undefined;
    let telling = Promise.resolve();
    let busy = false;
    const look = () => {
      if (!busy && listeners.has(look) && this.#shown.get(key) !== told) telling = tell();
    };
    const tell = async () => {
      busy = true;
      for (;;) {
        const shown = this.#shown.get(key);
        if (shown === told || !listeners.has(look)) break;
        told = shown;
        await onChange(decode(shown) as StatusDocument);
      }
      busy = false;
    };
    listeners.add(look);
    setImmediate(look);
    return async () => {
      listeners.delete(look);
      await telling;
    };
  }

  async close(): Promise<void> {
    for (const listeners of this.#listeners.values()) listeners.clear();
  }
}

function decode(shown: Shown | undefined): StatusDocument | undefined {
  return shown === undefined ? undefined : { ...shown.status, document: JSON.parse(shown.document) };
}
