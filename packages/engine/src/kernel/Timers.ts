import { NEVER, type TimeUs } from '@qca/base';

/** Moments at which the kernel wants to be woken, few at a time; the earliest is known at once. */
export class Timers {
  readonly #due = new Map<string, TimeUs>();
  #nextUs: TimeUs = NEVER;

  get nextUs(): TimeUs {
    return this.#nextUs;
  }

  set(key: string, timeUs: TimeUs): void {
    this.#due.set(key, timeUs);
    this.#nextUs = this.#earliest();
  }

  clear(key: string): void {
    if (this.#due.delete(key)) this.#nextUs = this.#earliest();
  }

  /** Takes every key due at `nowUs`, in the order in which they were set. */
  take(nowUs: TimeUs): string[] {
    const keys: string[] = [];
    for (const [key, timeUs] of this.#due) if (timeUs <= nowUs) keys.push(key);
    for (const key of keys) this.#due.delete(key);
    this.#nextUs = this.#earliest();
    return keys;
  }

  #earliest(): TimeUs {
    let earliest = NEVER;
    for (const timeUs of this.#due.values()) if (timeUs < earliest) earliest = timeUs;
    return earliest;
  }
}
