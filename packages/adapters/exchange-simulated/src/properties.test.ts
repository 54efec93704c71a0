import { canonicalJson, MINUTE, Random, sha256 } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { OrderFilled, OrderSpec, Report } from '@qca/orders';
import { startTimeUs } from '@qca/ports';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grain, randomMarket, randomSession } from './testing/randomSession.ts';
import { type Heard, play, type SessionParts } from './testing/Session.ts';
import { START } from './testing/samples.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const GRAINS: Grain[] = ['bars', 'quotes', 'depth', 'trades'];
const RUNS = { numRuns: 60 };

/** Specs by order id, a bracket's exits included. */
function specsOf(parts: SessionParts): Map<string, OrderSpec> {
  const specs = new Map<string, OrderSpec>();
  for (const { actions } of parts.steps ?? []) {
    for (const action of actions) {
      if (action.kind !== 'place-order') continue;
      const { orderId, spec } = action;
      specs.set(orderId, spec);
      if (spec.bracket === undefined) continue;
      const side = spec.side === 'buy' ? 'sell' : 'buy';
      const shared = { instrument: spec.instrument, side, quantityLots: spec.quantityLots } as const;
      specs.set(`${orderId}.tp`, { ...shared, type: 'limit', limitTicks: spec.bracket.takeProfitTicks });
      specs.set(`${orderId}.sl`, { ...shared, type: 'stop', triggerTicks: spec.bracket.stopTicks });
    }
  }
  return specs;
}

/** Each fill once, however often it was told. */
function uniqueFills(heard: Heard): OrderFilled[] {
  return [...new Map(heard.fills.map((fill) => [fill.fillId, fill])).values()];
}

function spec(specs: Map<string, OrderSpec>, id: string): OrderSpec {
  const found = specs.get(id);
  expect(found, `an order ${id} was sent`).toBeDefined();
  return found as OrderSpec;
}

function contents(reports: readonly Report[]): string {
  return sha256(canonicalJson(reports));
}

describe.each(GRAINS)('whatever is asked of a market of %s', (grain) => {
  it('balances change by exactly what the fills say, and never fall below zero', () => {
    let fillCount = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const parts = randomSession(seed, grain);
        const heard = play(parts);
        const expected = new Map<string, bigint>();
        for (const [asset, whole] of Object.entries(parts.balances ?? {}))
          expected.set(asset, BigInt(whole) * 10n ** 8n);
        const move = (asset: string, by: bigint): void =>
          void expected.set(asset, (expected.get(asset) ?? 0n) + by);
        for (const fill of uniqueFills(heard)) {
          fillCount += 1;
          const sign = fill.side === 'buy' ? 1n : -1n;
          move(fill.instrument === 0 ? 'BTC' : 'ETH', sign * BigInt(fill.quantityLots) * 100_000n);
          move('USD', -sign * BigInt(fill.quantityLots * fill.priceTicks) * 1_000n - fill.fee);
        }
        const balances = heard.exchange.venueBalances('kraken');
        for (const { asset, total } of balances) {
          expect(total).toBe(expected.get(asset));
          expect(total).toBeGreaterThanOrEqual(0n);
        }
      }),
      RUNS,
    );
    // The property must not hold because nothing happens.
    expect(fillCount).toBeGreaterThan(RUNS.numRuns * 5);
  });

  it('orders keep their word', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const parts = randomSession(seed, grain);
        const heard = play(parts);
        const specs = specsOf(parts);
        const filled = new Map<string, number>();
        for (const fill of uniqueFills(heard)) {
          const order = spec(specs, fill.orderId);
          const { limitTicks } = order;
          if (limitTicks !== undefined) {
            const isWithin =
              order.side === 'buy' ? fill.priceTicks <= limitTicks : fill.priceTicks >= limitTicks;
            expect(isWithin, `${fill.orderId} at ${fill.priceTicks} with limit ${limitTicks}`).toBe(true);
          }
          if (order.postOnly) expect(fill.liquidity).toBe('maker');
          if (order.type === 'market') expect(fill.liquidity).toBe('taker');
          const sum = (filled.get(fill.orderId) ?? 0) + fill.quantityLots;
          filled.set(fill.orderId, sum);
          expect(fill.quantityLots).toBeGreaterThan(0);
          expect(fill.remainingLots).toBe(order.quantityLots - sum);
          expect(fill.fee).toBe(feeOf(fill));
        }
        for (const [id, order] of specs) {
          const sum = filled.get(id) ?? 0;
          expect(sum).toBeLessThanOrEqual(order.quantityLots);
          if (order.timeInForce === 'fok') expect([0, order.quantityLots]).toContain(sum);
          const exits = (filled.get(`${id}.tp`) ?? 0) + (filled.get(`${id}.sl`) ?? 0);
          if (!id.includes('.')) expect(exits).toBeLessThanOrEqual(sum);
        }
        for (const { orderId, status } of heard.exchange.venueOrders('kraken')) {
          const { type, timeInForce } = spec(specs, orderId);
          if (type === 'market' || (type === 'limit' && (timeInForce === 'ioc' || timeInForce === 'fok'))) {
            expect(status).not.toBe('open');
          }
        }
      }),
      RUNS,
    );
  });

  it('reports tell one story: accepted first, one end, nothing after it', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const heard = play(randomSession(seed, grain));
        const told = new Set<string>();
        const stage = new Map<string, 'accepted' | 'done'>();
        const repeats = new Set(repeatedIds(randomSession(seed, grain)));
        let before = 0;
        for (const each of heard.all) {
          expect(each.timeUs).toBeGreaterThanOrEqual(before);
          expect(each.timeUs).toBeGreaterThanOrEqual(each.venueTimeUs);
          before = each.timeUs;
          if (!('orderId' in each) || repeats.has(each.orderId) || each.kind === 'cancel-rejected') continue;
          const at = stage.get(each.orderId);
          expect(at, `${each.kind} of ${each.orderId}`).not.toBe('done');
          if (each.kind === 'order-accepted') expect(at).toBeUndefined();
          if (each.kind === 'order-filled') {
            expect(at).toBe('accepted');
            expect(told.has(each.fillId)).toBe(false);
            told.add(each.fillId);
          }
          const isEnd =
            each.kind === 'order-rejected' ||
            each.kind === 'order-cancelled' ||
            (each.kind === 'order-filled' && each.remainingLots === 0);
          stage.set(each.orderId, isEnd ? 'done' : 'accepted');
        }
      }),
      RUNS,
    );
  });

  it('the same seed tells the same story', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const faults = {
          lateProbability: 0.1,
          duplicateProbability: 0.1,
          outOfOrderProbability: 0.1,
          rejectProbability: 0.05,
        };
        const parts = randomSession(seed, grain);
        const faulty = { ...parts, settings: { ...parts.settings, faults } };
        expect(contents(play(faulty).reports)).toBe(contents(play(faulty).reports));
      }),
      { numRuns: 20 },
    );
  });

  it('nothing heard depends on what has not happened', () => {
    let reportCount = 0;
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 11 }), (seed, minute) => {
        const parts = randomSession(seed, grain);
        const cutUs = START + minute * MINUTE;
        const known = parts.events.filter((event) => startTimeUs(event) < cutUs);
        const otherwise: MarketEvent[] = [...known, ...randomMarket(new Random(seed + 1), grain, minute)];
        const until = (heard: Heard): Report[] => heard.reports.filter(({ timeUs }) => timeUs < cutUs);
        const before = until(play(parts));
        reportCount += before.length;
        expect(contents(until(play({ ...parts, events: otherwise })))).toBe(contents(before));
      }),
      RUNS,
    );
    expect(reportCount).toBeGreaterThan(RUNS.numRuns * 5);
  });
});

describe('volume', () => {
  it('of a bar is ours only in part', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const parts = randomSession(seed, 'bars');
        const heard = play({ ...parts, settings: { ...parts.settings, participation: 0.1 } });
        for (const event of parts.events) {
          if (event.kind !== 'bar') continue;
          let ours = 0;
          for (const fill of uniqueFills(heard)) {
            const isInside = fill.venueTimeUs > event.openTimeUs && fill.venueTimeUs < event.venueTimeUs;
            if (fill.instrument === event.instrument && isInside) ours += fill.quantityLots;
          }
          expect(ours).toBeLessThanOrEqual(Math.floor(event.volumeLots * 0.1));
        }
      }),
      RUNS,
    );
  });
});

describe('bars in which nothing of ours can happen', () => {
  it('may be passed over: looking at each changes nothing', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom('open-high-low-close', 'open-low-high-close', 'seeded'),
        (seed, barPath) => {
          const random = randomSession(seed, 'bars');
          const constant = { kind: 'constant', us: 7 } as const;
          const parts: SessionParts = {
            ...random,
            balances: { USD: 1e6, BTC: 1e6, ETH: 1e6 },
            settings: { ...random.settings, barPath, orderLatency: constant, reportLatency: constant },
          };
          // A stop that trails far behind is never reached, and has its market walked through every bar.
          const watcher = (instrument: number): OrderSpec => ({
            instrument,
            side: 'buy',
            type: 'trailing-stop',
            quantityLots: 1,
            trailTicks: 100_000,
          });
          const actions = [0, 1].map(
            (index) => ({ kind: 'place-order', orderId: `w${index}`, spec: watcher(index) }) as const,
          );
          const watched = play({ ...parts, steps: [{ atUs: START, actions }, ...(parts.steps ?? [])] });
          const isOfOthers = (report: Report): boolean =>
            report.kind !== 'venue-snapshot' && 'orderId' in report && !report.orderId.startsWith('w');
          expect(contents(watched.reports.filter(isOfOthers))).toBe(
            contents(play(parts).reports.filter(isOfOthers)),
          );
        },
      ),
      RUNS,
    );
  });
});

/** 0.2 % for takers, 0.1 % for makers, up to the next atom. */
function feeOf(fill: OrderFilled): bigint {
  const notional = BigInt(fill.quantityLots * fill.priceTicks) * 1_000n;
  const divisor = fill.liquidity === 'taker' ? 500n : 1000n;
  return (notional + divisor - 1n) / divisor;
}

function repeatedIds(parts: SessionParts): string[] {
  return (parts.steps ?? []).flatMap(({ actions }) =>
    actions.length > 1
      ? actions.flatMap((action) => (action.kind === 'place-order' ? [action.orderId] : []))
      : [],
  );
}
