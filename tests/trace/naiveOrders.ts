import type { Entry } from '@qca/engine';
import { ASSET_DECIMALS, type NaiveRun, PRICE_DECIMALS, type Row } from './NaiveRun.ts';
import { decimalText, plainJson } from './plain.ts';

type Placed = Extract<Entry, { kind: 'order-placed' }>;
type Fill = Extract<Entry, { kind: 'order-filled' }>;

/** Every fill that was booked, as told by the venue and booked by the engine. */
export function bookedFills(run: NaiveRun): { sequence: number; timeUs: number; fill: Fill }[] {
  const told = new Map<string, Fill>();
  const booked: { sequence: number; timeUs: number; fill: Fill }[] = [];
  for (const [sequence, entry] of run.entries.entries()) {
    if (entry.kind === 'order-filled') told.set(`${entry.orderId} ${entry.fillId}`, entry);
    if (entry.kind === 'venue-snapshot')
      for (const fill of entry.fills) told.set(`${fill.orderId} ${fill.fillId}`, fill);
    if (entry.kind !== 'booked') continue;
    const fill = told.get(`${entry.orderId} ${entry.reference}`);
    if (fill !== undefined) booked.push({ sequence, timeUs: entry.timeUs, fill });
  }
  return booked;
}

export function fillRows(run: NaiveRun): Row[] {
  const owner = ownersOf(run);
  return bookedFills(run).map(({ sequence, timeUs, fill }) => {
    const { id, venue, base, quote } = run.instrument(fill.instrument);
    return {
      sequence,
      timeUs,
      strategy: owner.get(fill.orderId) ?? '',
      fillId: fill.fillId,
      orderId: fill.orderId,
      venue,
      instrument: id,
      side: fill.side,
      liquidity: fill.liquidity,
      price: run.price(fill.instrument, fill.priceTicks),
      quantity: run.quantity(fill.instrument, fill.quantityLots),
      baseAsset: base,
      notional: decimalText(
        run.notional(fill.instrument, fill.quantityLots, fill.priceTicks),
        ASSET_DECIMALS,
      ),
      fee: decimalText(fill.fee, ASSET_DECIMALS),
      feeAsset: fill.feeAsset ?? quote,
      quoteAsset: quote,
    };
  });
}

/** Orders as they stand: what was placed, the fills of each, and how it was closed. */
export function orderRows(run: NaiveRun): Row[] {
  const fills = Map.groupBy(bookedFills(run), ({ fill }) => fill.orderId);
  const closed = new Map(run.all('order-closed').map((each) => [each.entry.orderId, each]));
  return run.all('order-placed').flatMap(({ sequence, entry }) =>
    ordersOf(entry).map((order) => {
      const own = fills.get(order.orderId) ?? [];
      const end = closed.get(order.orderId);
      const last = [{ sequence, timeUs: entry.timeUs }, ...own, ...(end ? [timed(end)] : [])].reduce(
        (a, b) => (b.sequence > a.sequence ? b : a),
      );
      const { id, venue, base, quote } = run.instrument(entry.spec.instrument);
      const lots = own.reduce((total, { fill }) => total + fill.quantityLots, 0);
      return {
        sequence: last.sequence,
        timeUs: last.timeUs,
        strategy: run.strategy(entry.strategy),
        orderId: order.orderId,
        tradeId: entry.tradeId,
        venue,
        instrument: id,
        side: order.side,
        type: order.type,
        status: end?.entry.status ?? (own.length > 0 ? 'partly-filled' : 'sent'),
        reason: end?.entry.reason ?? '',
        quantity: run.quantity(entry.spec.instrument, entry.spec.quantityLots),
        filled: run.quantity(entry.spec.instrument, lots),
        baseAsset: base,
        quoteAsset: quote,
        limitPrice:
          order.limitTicks === undefined ? null : run.price(entry.spec.instrument, order.limitTicks),
        averagePrice: averagePrice(
          run,
          own.map(({ fill }) => fill),
        ),
        sentUs: entry.timeUs,
        why: entry.why.text,
      };
    }),
  );
}

function timed({ sequence, entry }: { sequence: number; entry: { timeUs: number } }) {
  return { sequence, timeUs: entry.timeUs };
}

/** What was paid for all of it, divided once. */
function averagePrice(run: NaiveRun, fills: readonly Fill[]): string | null {
  const [first] = fills;
  if (first === undefined) return null;
  const { tick } = run.instrument(first.instrument);
  let lots = 0n;
  let tickLots = 0n;
  for (const fill of fills) {
    lots += BigInt(fill.quantityLots);
    tickLots += BigInt(fill.quantityLots) * BigInt(fill.priceTicks);
  }
  return decimalText((tickLots * tick) / lots, PRICE_DECIMALS);
}

/** The order that was placed, and the two exits of a bracket. */
function ordersOf({ orderId, spec }: Placed) {
  const { side, type, limitTicks, bracket } = spec;
  const order = { orderId, side, type: type as string, limitTicks };
  if (bracket === undefined) return [order];
  const exit = side === 'buy' ? ('sell' as const) : ('buy' as const);
  return [
    order,
    { orderId: `${orderId}.tp`, side: exit, type: 'limit', limitTicks: bracket.takeProfitTicks },
    { orderId: `${orderId}.sl`, side: exit, type: 'stop', limitTicks: undefined },
  ];
}

function ownersOf(run: NaiveRun): Map<string, string> {
  return new Map(
    run
      .all('order-placed')
      .flatMap(({ entry }) =>
        ordersOf(entry).map((order) => [order.orderId, run.strategy(entry.strategy)] as const),
      ),
  );
}

export function decisionRows(run: NaiveRun): Row[] {
  return run.entries.flatMap((entry, sequence) => {
    if (entry.kind !== 'order-placed' && entry.kind !== 'intent-refused') return [];
    const verdict = entry.verdict === 'admitted' ? undefined : entry.verdict;
    const outcome =
      entry.kind === 'intent-refused' ? 'refused' : verdict === undefined ? 'admitted' : 'shrunk';
    return [
      {
        sequence,
        timeUs: entry.timeUs,
        strategy: run.strategy(entry.strategy),
        decisionId: `decision-${sequence}`,
        kind: 'place',
        outcome,
        rule: verdict?.rule ?? '',
        reference: entry.kind === 'order-placed' ? entry.orderId : '',
        why: entry.why.text,
        numbers: plainJson({ ...entry.why.numbers, ...verdict }),
      },
    ];
  });
}
