import { NEVER, type TimeUs } from '@qca/base';
import type { Instrument, MarketEvent } from '@qca/market';
import type { OrderFilled, OrderSpec, Report } from '@qca/orders';
import type { ExchangeAction } from '@qca/ports';
import { type Amount, amount } from '@qca/units';
import { createSimulatedExchange, type Deposit, type SimulatedExchange } from '../SimulatedExchange.ts';
import { FRICTIONLESS, type SimulationSettings } from '../settings.ts';
import { sampleInstrument } from './samples.ts';
import { scriptedFeed } from './scriptedFeed.ts';

/** What is done when, in a scripted session. */
export interface Step {
  readonly atUs: TimeUs;
  readonly actions: readonly ExchangeAction[];
}

export interface SessionParts {
  readonly events: readonly MarketEvent[];
  readonly steps?: readonly Step[];
  readonly settings?: Partial<SimulationSettings>;
  readonly instruments?: readonly Instrument[];
  readonly seed?: number;
  /** Whole units of every instrument's base and quote; 1,000,000 of each when absent. */
  readonly balances?: Readonly<Record<string, number>>;
  /** Further balances, in atoms. */
  readonly deposits?: readonly Deposit[];
}

/** Everything heard in a session, copied. */
export interface Heard {
  readonly exchange: SimulatedExchange;
  readonly all: readonly (MarketEvent | Report)[];
  readonly reports: readonly Report[];
  readonly fills: readonly OrderFilled[];
}

const ATOMS = 100_000_000n;

/** Plays events to the end, doing each step after all that is heard at its moment. Frictionless unless settings say otherwise. */
export function play(parts: SessionParts): Heard {
  const instruments = parts.instruments ?? [sampleInstrument()];
  const exchange = createSimulatedExchange({
    feed: scriptedFeed(instruments, parts.events),
    seed: parts.seed ?? 1,
    settings: { ...FRICTIONLESS, ...parts.settings },
    balances: [...depositsOf(instruments, parts.balances), ...(parts.deposits ?? [])],
  });
  const steps = [...(parts.steps ?? [])];
  const all: (MarketEvent | Report)[] = [];
  for (;;) {
    const step = steps[0];
    if (step !== undefined && step.atUs < exchange.peekTimeUs(step.atUs)) {
      steps.shift();
      exchange.send(step.actions, step.atUs);
      continue;
    }
    if (exchange.peekTimeUs() === NEVER) break;
    all.push({ ...exchange.take() });
  }
  const reports = all.filter(isReport);
  return { exchange, all, reports, fills: reports.filter((report) => report.kind === 'order-filled') };
}

const MARKET_KINDS = new Set(['bar', 'trade', 'quote', 'depth', 'funding']);

function isReport(heard: MarketEvent | Report): heard is Report {
  return !MARKET_KINDS.has(heard.kind);
}

function depositsOf(
  instruments: readonly Instrument[],
  balances: Readonly<Record<string, number>> | undefined,
): { venue: string; asset: string; amount: Amount }[] {
  const deposits = new Map<string, { venue: string; asset: string; amount: Amount }>();
  for (const { venue, base, quote } of instruments) {
    for (const { id: asset } of [base, quote]) {
      const whole = balances === undefined ? 1_000_000 : (balances[asset] ?? 0);
      deposits.set(`${venue} ${asset}`, { venue, asset, amount: amount(BigInt(whole) * ATOMS) });
    }
  }
  return [...deposits.values()];
}

export function place(orderId: string, spec: OrderSpec): ExchangeAction {
  return { kind: 'place-order', orderId, spec };
}

export function cancel(orderId: string, instrument = 0): ExchangeAction {
  return { kind: 'cancel-order', orderId, instrument };
}

/** What happened in few words, for comparing with hand-made tables. */
export function brief(reports: readonly Report[]): string[] {
  return reports.map((report) => {
    switch (report.kind) {
      case 'order-filled':
        return `${report.orderId} filled ${report.quantityLots}@${report.priceTicks} ${report.liquidity}`;
      case 'order-rejected':
      case 'order-cancelled':
      case 'cancel-rejected':
        return `${report.orderId} ${report.kind.replace('order-', '')} ${report.reason}`;
      case 'order-accepted':
      case 'order-triggered':
      case 'order-unknown':
        return `${report.orderId} ${report.kind.replace('order-', '')}`;
      case 'funding-settled':
        return `funding ${report.rate}@${report.markTicks}`;
      default:
        return `${report.venue} ${report.kind.replace('venue-', '')}`;
    }
  });
}
