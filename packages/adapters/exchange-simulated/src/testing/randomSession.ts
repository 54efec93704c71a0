import { MILLISECOND, MINUTE, Random } from '@qca/base';
import type { Instrument, MarketEvent } from '@qca/market';
import type { OrderSpec } from '@qca/orders';
import type { ExchangeAction } from '@qca/ports';
import { FRICTIONLESS, type SimulationSettings } from '../settings.ts';
import { cancel, place, type SessionParts, type Step } from './Session.ts';
import { bar, depth, quote, START, sampleInstrument, trade } from './samples.ts';

/** What kind of data a random session plays. */
export type Grain = 'bars' | 'quotes' | 'depth' | 'trades';

const MINUTES = 12;
const ORDERS = 40;
const PRICE = 1_000;

/** Two spot pairs with one quote asset at one venue, a noisy market, and orders of every kind at random moments. */
export function randomSession(
  seed: number,
  grain: Grain,
): SessionParts & { readonly settings: SimulationSettings } {
  const random = new Random(seed);
  const instruments = [sampleInstrument(0), sampleInstrument(1, { base: { id: 'ETH', decimals: 8 } })];
  const settings = randomSettings(random);
  return {
    events: randomMarket(random.fork('market'), grain, 0),
    instruments,
    steps: randomSteps(random.fork('steps'), instruments),
    settings,
    seed,
    balances: { USD: 2 + random.nextBelow(20), BTC: random.nextBelow(3), ETH: 1 },
  };
}

function randomSettings(random: Random): SimulationSettings {
  const latency = { kind: 'log-normal', medianUs: 40 * MILLISECOND, sigma: 1 } as const;
  return {
    ...FRICTIONLESS,
    feedLatencyUs: random.nextBelow(2) * 30_000,
    orderLatency: random.nextBoolean(0.5) ? latency : { kind: 'constant', us: random.nextBelow(3) },
    reportLatency: random.nextBoolean(0.5) ? latency : { kind: 'constant', us: random.nextBelow(3) },
    barPath: random.pick(['adverse', 'open-high-low-close', 'open-low-high-close', 'seeded'] as const),
    limitFill: random.pick(['through', 'touch'] as const),
    participation: random.pick([0.1, 0.5, Number.POSITIVE_INFINITY]),
    spread: random.pick(['assumed', 'none'] as const),
    slippage: random.pick([
      { kind: 'none' },
      { kind: 'square-root', coefficient: 1 },
      { kind: 'linear', coefficient: 2 },
    ] as const),
    queue: random.pick([{ kind: 'risk-averse' }, { kind: 'probabilistic', power: 2 }] as const),
  };
}

/** A market from minute `fromMinute` on. */
export function randomMarket(random: Random, grain: Grain, fromMinute: number): MarketEvent[] {
  const events: MarketEvent[] = [];
  let updateId = 0;
  for (let minute = fromMinute; minute < MINUTES; minute += 1) {
    for (let second = 0; second < (grain === 'bars' ? 1 : 12); second += 1) {
      for (const instrument of [0, 1]) {
        if (random.nextBoolean(0.1)) continue; // a missing bar, a quiet moment
        updateId += 1;
        const ms = minute * 60_000 + second * 5_000 + instrument;
        const told = randomEvent(random, grain, {
          minute,
          ms,
          updateId,
          isFirst: minute === fromMinute && second < 2,
        });
        events.push({ ...told, instrument });
      }
    }
  }
  return events;
}

interface Moment {
  readonly minute: number;
  readonly ms: number;
  readonly updateId: number;
  readonly isFirst: boolean;
}

function randomEvent(random: Random, grain: Grain, { minute, ms, isFirst }: Moment): MarketEvent {
  const ticks = PRICE + random.nextBelow(41) - 20;
  const lots = (): number => 1 + random.nextBelow(60);
  if (grain === 'bars') {
    const others = [0, 0, 0].map(() => PRICE + random.nextBelow(61) - 30);
    const high = Math.max(ticks, ...others);
    const low = Math.min(ticks, ...others);
    return bar(minute, [ticks, high, low, others[0] as number], random.nextBelow(4) * 100);
  }
  if (grain === 'trades' || random.nextBoolean(0.4))
    return trade(ms, random.pick(['buy', 'sell']), lots(), ticks);
  const half = 1 + random.nextBelow(3);
  if (grain === 'quotes') return quote(ms, [lots(), ticks - half], [lots(), ticks + half]);
  const levels = {
    bids: [0, 1, 2].map((level): [number, number] => [lots(), ticks - half - level]),
    asks: [0, 1, 2].map((level): [number, number] => [lots(), ticks + half + level]),
  };
  return depth(ms, levels, { snapshot: isFirst || random.nextBoolean(0.6) });
}

function randomSteps(random: Random, instruments: readonly Instrument[]): Step[] {
  const steps: Step[] = [];
  let atUs = START;
  for (let index = 0; index < ORDERS; index += 1) {
    // Now and then several actions fall on one moment, now and then on a bar's close.
    if (random.nextBoolean(0.8)) atUs += random.nextBelow((2 * MINUTES * MINUTE) / ORDERS);
    if (random.nextBoolean(0.3)) atUs = Math.ceil(atUs / MINUTE) * MINUTE;
    steps.push({ atUs, actions: randomActions(random, index, instruments.length, atUs) });
  }
  return steps;
}

function randomActions(random: Random, index: number, instruments: number, nowUs: number): ExchangeAction[] {
  const kind = random.nextFloat();
  const earlier = `o${random.nextBelow(index + 1)}`;
  if (kind < 0.12) return [cancel(earlier, random.nextBelow(instruments))];
  if (kind < 0.15) return [{ kind: 'request-snapshot', requestId: `s${index}`, venue: 'kraken' }];
  const order = place(`o${index}`, randomOrder(random, instruments, nowUs));
  return kind < 0.25 ? [order, order] : [order];
}

function randomOrder(random: Random, instruments: number, nowUs: number): OrderSpec {
  const type = random.pick([
    'market',
    'market',
    'limit',
    'limit',
    'limit',
    'stop',
    'stop-limit',
    'trailing-stop',
  ] as const);
  const near = (): number => PRICE + random.nextBelow(61) - 30;
  const spec: { -readonly [Key in keyof OrderSpec]: OrderSpec[Key] } = {
    instrument: random.nextBelow(instruments),
    side: random.pick(['buy', 'sell']),
    type,
    quantityLots: 1 + random.nextBelow(120),
  };
  if (type === 'limit' || type === 'stop-limit' || random.nextBoolean(0.2)) spec.limitTicks = near();
  if (type === 'stop' || type === 'stop-limit') spec.triggerTicks = near();
  if (type === 'trailing-stop') spec.trailTicks = 1 + random.nextBelow(20);
  const manner = random.nextFloat();
  if (type !== 'market' && manner < 0.2) {
    spec.timeInForce = 'gtd';
    spec.expireTimeUs = nowUs + random.nextBelow(5 * MINUTE);
  } else if (manner < 0.4) {
    spec.timeInForce = random.pick(['ioc', 'fok']);
  } else if (type === 'limit' && manner < 0.6) {
    if (random.nextBoolean(0.5)) spec.postOnly = true;
    else spec.displayLots = 1 + random.nextBelow(spec.quantityLots);
  }
  if (random.nextBoolean(0.15)) spec.reduceOnly = true;
  else if (random.nextBoolean(0.2)) {
    const away = spec.side === 'buy' ? 1 : -1;
    spec.bracket = {
      takeProfitTicks: PRICE + away * (5 + random.nextBelow(20)),
      stopTicks: PRICE - away * (5 + random.nextBelow(20)),
    };
  }
  if (random.nextBoolean(0.15)) spec.ocoGroup = `g${random.nextBelow(3)}`;
  return spec;
}
