import { assert } from '@qca/base';
import {
  CHAIN_EVENTS_READ_MAX,
  CHECKPOINTS_MAX,
  type ChainBlock,
  type ChainEvent,
  type ChainEventFilter,
  type ChainEvents,
  type ChainPage,
  isBehind,
  isNewPage,
} from '@qca/ports';

/** What contracts said, in memory. */
export class MemoryChainEvents implements ChainEvents {
  #events: ChainEvent[] = [];
  /** Newest first. */
  #checkpoints: ChainBlock[] = [];

  async checkpoints(): Promise<readonly ChainBlock[]> {
    return [...this.#checkpoints];
  }

  async append(page: ChainPage): Promise<void> {
    if (!isNewPage(this.#checkpoints, page)) return;
    this.#events.push(...page.events);
    this.#checkpoints = [page.to, ...this.#checkpoints].slice(0, CHECKPOINTS_MAX);
  }

  async rollBack(toNumber: number): Promise<void> {
    this.#events = this.#events.filter(({ blockNumber }) => blockNumber <= toNumber);
    this.#checkpoints = this.#checkpoints.filter(({ number }) => number <= toNumber);
  }

  async read({ after, contract, event, limit }: ChainEventFilter): Promise<readonly ChainEvent[]> {
    assert(
      Number.isInteger(limit) && limit > 0 && limit <= CHAIN_EVENTS_READ_MAX,
      `limit ${limit} must be from 1 to ${CHAIN_EVENTS_READ_MAX}`,
    );
    const found: ChainEvent[] = [];
    for (const each of this.#events) {
      if (found.length === limit) break;
      if (after !== undefined && !isBehind(each, after)) continue;
      if (contract !== undefined && each.contract !== contract) continue;
      if (event === undefined || each.event === event) found.push(each);
    }
    return found;
  }

  async clear(): Promise<void> {
    this.#events = [];
    this.#checkpoints = [];
  }

  async close(): Promise<void> {}
}
