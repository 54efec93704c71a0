import type { SelfTrade } from './canFill.ts';
import type { BookSide } from './LevelBook.ts';

/** A resting order of the naive book. */
interface NaiveOrder {
  id: number;
  side: BookSide;
  ticks: number;
  shown: number;
  hidden: number;
  display: number;
  owner: number;
}

interface NaiveRequest {
  id: number;
  side: BookSide;
  ticks: number;
  lots: number;
  timeInForce: 'gtc' | 'ioc' | 'fok' | 'post-only';
  owner: number;
  display: number;
}

type NaiveAnswer = 'accepted' | 'would-take' | 'not-fillable' | 'no-such-order' | 'not-a-reduction';

/**
 * The oracle of the order book's tests: every order in one array per side, kept sorted, nothing clever. Fill or kill
 * is tried on a copy of the whole book.
 */
export class NaiveOrderBook {
  /** Best price first, then oldest first. */
  sides: [NaiveOrder[], NaiveOrder[]] = [[], []];
  /** [kind, maker, taker, ticks, lots] */
  reports: [string, number, number, number, number][] = [];
  filled = 0;
  resting = 0;
  stopped = false;
  readonly selfTrade: SelfTrade;

  constructor(selfTrade: SelfTrade) {
    this.selfTrade = selfTrade;
  }

  limit(request: NaiveRequest): NaiveAnswer {
    if (request.timeInForce === 'post-only' && this.crosses(request.side, request.ticks)) return 'would-take';
    if (request.timeInForce === 'fok') {
      const rehearsal = new NaiveOrderBook(this.selfTrade);
      rehearsal.sides = structuredClone(this.sides);
      rehearsal.limit({ ...request, timeInForce: 'ioc' });
      if (rehearsal.filled < request.lots) return 'not-fillable';
    }
    this.execute(request);
    return 'accepted';
  }

  cancel(id: number): number | 'no-such-order' {
    const order = this.find(id);
    if (!order) return 'no-such-order';
    this.takeOut(order);
    return order.shown + order.hidden;
  }

  reduce(id: number, lots: number): NaiveAnswer {
    const order = this.find(id);
    if (!order) return 'no-such-order';
    if (lots >= order.shown + order.hidden) return 'not-a-reduction';
    for (let excess = order.shown + order.hidden - lots; excess > 0; excess -= 1) {
      if (order.hidden > 0) order.hidden -= 1;
      else order.shown -= 1;
    }
    return 'accepted';
  }

  replace(id: number, ticks: number, lots: number, timeInForce: 'gtc' | 'post-only'): NaiveAnswer {
    const order = this.find(id);
    if (!order) return 'no-such-order';
    const { side, owner, display } = order;
    if (timeInForce === 'post-only' && this.crosses(side, ticks)) return 'would-take';
    this.takeOut(order);
    this.execute({ id, side, ticks, lots, timeInForce, owner, display });
    return 'accepted';
  }

  find(id: number): NaiveOrder | undefined {
    return this.sides.flat().find((order) => order.id === id);
  }

  private execute({ id, side, ticks, lots, timeInForce, owner, display }: NaiveRequest): void {
    let left = lots;
    this.stopped = false;
    while (left > 0 && !this.stopped && this.crosses(side, ticks)) {
      const maker = this.sides[1 - side]![0]!;
      if (this.selfTrade !== 'none' && owner !== 0 && maker.owner === owner) {
        if (this.selfTrade === 'cancel-newest') this.stopped = true;
        else {
          this.reports.push(['self-trade-cancel', maker.id, id, maker.ticks, maker.shown + maker.hidden]);
          this.takeOut(maker);
        }
        continue;
      }
      const traded = Math.min(left, maker.shown);
      this.reports.push(['trade', maker.id, id, maker.ticks, traded]);
      left -= traded;
      maker.shown -= traded;
      if (maker.shown === 0) {
        this.takeOut(maker);
        if (maker.hidden > 0) this.insert(maker, maker.hidden);
      }
    }
    this.filled = lots - left;
    this.resting = (timeInForce === 'gtc' || timeInForce === 'post-only') && !this.stopped ? left : 0;
    if (this.resting > 0) this.insert({ id, side, ticks, shown: 0, hidden: 0, display, owner }, left);
  }

  /** Splits `lots` into shown and hidden and puts the order behind all at its price. */
  private insert(order: NaiveOrder, lots: number): void {
    const shown = order.display === 0 ? lots : Math.min(order.display, lots);
    const side = this.sides[order.side]!;
    const isBehind = (other: NaiveOrder): boolean =>
      order.side === 0 ? other.ticks < order.ticks : other.ticks > order.ticks;
    const place = side.findIndex(isBehind);
    side.splice(place < 0 ? side.length : place, 0, { ...order, shown, hidden: lots - shown });
  }

  private takeOut(order: NaiveOrder): void {
    const side = this.sides[order.side]!;
    side.splice(side.indexOf(order), 1);
  }

  private crosses(side: BookSide, ticks: number): boolean {
    const best = this.sides[1 - side]![0];
    return best !== undefined && (side === 0 ? best.ticks <= ticks : best.ticks >= ticks);
  }
}
