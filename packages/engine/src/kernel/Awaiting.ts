import { NEVER, type TimeUs } from '@qca/base';
import type { KernelOrder } from './KernelOrder.ts';

/** Orders that owe an answer, by rising deadline: the wait is the same for all, so the first in is the first due. */
export class Awaiting {
  readonly #orders = new Map<string, KernelOrder>();
  #nextUs: TimeUs = NEVER;

  /** The earliest deadline, `NEVER` without any. */
  get nextUs(): TimeUs {
    return this.#nextUs;
  }

  /** Adds an order by its `answerByUs`, which is never before that of those already here. */
  add(order: KernelOrder): void {
    this.#orders.delete(order.id);
    this.#orders.set(order.id, order);
    this.#refresh();
  }

  remove(order: KernelOrder): void {
    if (this.#orders.delete(order.id)) this.#refresh();
  }

  /** Takes every order due at `nowUs`. */
  takeDue(nowUs: TimeUs): KernelOrder[] {
    const due: KernelOrder[] = [];
    for (const order of this.#orders.values()) {
      if (order.answerByUs > nowUs) break;
      due.push(order);
    }
    for (const order of due) this.#orders.delete(order.id);
    this.#refresh();
    return due;
  }

  #refresh(): void {
    for (const order of this.#orders.values()) {
      this.#nextUs = order.answerByUs;
      return;
    }
    this.#nextUs = NEVER;
  }
}
