import { SECOND } from '@qca/base';
import type { LegSpec, LegsIntent } from '@qca/orders';
import type { Fact } from '../entries.ts';
import type { KernelOrder } from '../kernel/KernelOrder.ts';
import { Bench, type BenchOptions, EAST, ETH_BTC, ETH_USD, only, WEST, WHY } from './Bench.fixture.ts';

export const TIMEOUT_US = 4 * SECOND;

export const leg = (
  instrument: number,
  side: 'buy' | 'sell',
  quantityLots: number,
  limitTicks: number,
  sizing: LegSpec['sizing'] = 'same-base',
): LegSpec => ({
  instrument,
  side,
  quantityLots,
  limitTicks,
  sizing,
});

/** Buy ten lots in the east, sell them in the west. */
export const TWO_LEGS = [leg(EAST, 'buy', 10, 1_001), leg(WEST, 'sell', 10, 999)];

/** A BTC for ETH for dollars: 100 lots of BTC buy 98 lots of ETH at 0.101 BTC and 0.1 % fee (1 ÷ 0.101101 = 9.891 ETH). */
export const THREE_LEGS = [
  leg(EAST, 'buy', 100, 1_001),
  leg(ETH_BTC, 'buy', 1_000, 101, 'spend-output'),
  leg(ETH_USD, 'sell', 1_000, 99, 'spend-output'),
];

/** A legs-trade on the bench: its orders are filled by hand, one after the other. */
export class Trade {
  readonly bench: Bench;
  /** Facts of the last input. */
  facts: Fact[];

  constructor(
    legs: readonly LegSpec[] = TWO_LEGS,
    more: Partial<LegsIntent> = {},
    options: BenchOptions = {},
  ) {
    this.bench = new Bench(options).open();
    this.facts = this.bench.want([{ kind: 'legs', legs, timeoutUs: TIMEOUT_US, why: WHY, ...more }]);
  }

  /** The order that is out. */
  get order(): KernelOrder {
    const [order, ...more] = [...this.bench.strategy.openOrders.values()].filter(
      (each) => each.tradeId !== '',
    );
    if (order === undefined || more.length > 0) throw new Error(`${more.length + 1} orders are out`);
    return order;
  }

  get stages(): string[] {
    return only(this.facts, 'legs-advanced').map((each) => each.stage);
  }

  get open(): boolean {
    return this.bench.strategy.trades.size > 0;
  }

  /** Fills the order that is out by so many lots, and ends it. */
  fill(lots = this.order.spec.quantityLots): this {
    const { order } = this;
    const before = lots > 0 ? this.bench.filled(order, lots, order.spec.limitTicks!) : [];
    const rest = order.spec.quantityLots - lots;
    this.facts = rest > 0 ? [...before, ...this.bench.cancelled(order, rest, 'immediate-or-cancel')] : before;
    return this;
  }

  wait(us: number): this {
    this.facts = this.bench.timer(us);
    return this;
  }
}
