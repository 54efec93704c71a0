import { z } from 'zod';
import { decimal, fillLabel, priceLabel, riskMode, runId, sequence, text, timeUs } from './common.ts';

// What the agent is doing now. One document, a function of the journal up to `sequence`; estimates are numbers in the
// reporting asset, what stands in the ledger is decimal text.

/** What was earned. `net` is realised and funding less fees and slippage; slippage is positive when it cost. */
export const earnings = z
  .object({
    realised: decimal,
    funding: decimal,
    fees: decimal,
    slippage: decimal,
    net: decimal,
  })
  .meta({ id: 'Earnings' });

/** Why a risk mode is what it is. */
export const modeReason = z
  .object({ rule: z.string(), value: z.number(), limit: z.number(), unit: z.string(), timeUs })
  .meta({ id: 'ModeReason' });

/** What one parameter may be; a number between both ends, ends included. */
export const parameterLimit = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('number'),
      min: z.number(),
      max: z.number(),
      whole: z.boolean().optional(),
      /** Name of a parameter that must be greater. */
      below: z.string().optional(),
    }),
    z.object({ kind: z.literal('choice'), choices: z.array(z.string()) }),
    z.object({ kind: z.literal('name') }),
    z.object({ kind: z.literal('flag') }),
  ])
  .meta({ id: 'ParameterLimit' });

export const strategyStatus = z
  .object({
    name: z.string(),
    on: z.boolean(),
    mode: riskMode,
    reason: modeReason.nullable(),
    budget: z.number(),
    equity: z.number(),
    unrealised: z.number(),
    exposure: z.number(),
    drawdownRatioMax: z.number(),
    earnings,
    orders: z.int(),
    openOrders: z.int(),
    fills: z.int(),
    refused: z.int(),
    shrunk: z.int(),
    /** The strategy's own parameters, plain JSON, and what each may be; without a limit it cannot be changed. */
    parameters: z.record(z.string(), z.json()),
    parameterLimits: z.record(z.string(), parameterLimit).optional(),
  })
  .meta({ id: 'StrategyStatus' });

export const position = z
  .object({
    strategy: z.string(),
    venue: z.string(),
    /** The asset held, or the perpetual's name. */
    instrument: z.string(),
    quantity: decimal,
    asset: z.string(),
    /** Per unit, in the reporting asset; null when unknown. */
    averageCost: z.number().nullable(),
    mark: z.number().nullable(),
    value: z.number(),
    unrealised: z.number(),
  })
  .meta({ id: 'Position' });

export const openOrder = z
  .object({
    orderId: z.string(),
    tradeId: z.string(),
    strategy: z.string(),
    venue: z.string(),
    instrument: z.string(),
    side: z.enum(['buy', 'sell']),
    type: z.string(),
    status: z.string(),
    quantity: decimal,
    filled: decimal,
    baseAsset: z.string(),
    quoteAsset: z.string(),
    limitPrice: decimal.nullable(),
    sentUs: timeUs,
    why: z.string(),
  })
  .meta({ id: 'OpenOrder' });

/** A trade of two or more legs under way. */
export const legsTrade = z
  .object({ tradeId: z.string(), strategy: z.string(), stage: z.string(), deadlineUs: timeUs.nullable() })
  .meta({ id: 'LegsTrade' });

export const bookLevel = z.tuple([decimal, decimal]).describe('price, quantity');

export const marketStatus = z
  .object({
    instrument: z.string(),
    venue: z.string(),
    kind: z.enum(['spot', 'perpetual']),
    baseAsset: z.string(),
    quoteAsset: z.string(),
    bid: decimal.nullable(),
    ask: decimal.nullable(),
    mark: decimal.nullable(),
    lastHeardUs: timeUs,
    stale: z.boolean(),
    bids: z.array(bookLevel).max(20),
    asks: z.array(bookLevel).max(20),
  })
  .meta({ id: 'MarketStatus' });

export const venueStatus = z
  .object({
    id: z.string(),
    up: z.boolean(),
    waitingForSnapshot: z.boolean(),
    openOrders: z.int(),
  })
  .meta({ id: 'VenueStatus' });

/** One limit of the risk gate and how near it is. `headroom` is 1 when nothing of it is used, 0 when all of it is. */
export const riskRow = z
  .object({
    scope: z.enum(['platform', 'strategy', 'venue', 'asset']),
    name: z.string(),
    rule: z.string(),
    value: z.number(),
    limit: z.number(),
    headroom: z.number(),
    unit: z.string(),
  })
  .meta({ id: 'RiskRow' });

export const killPlan = z
  .object({
    reduce: z.enum(['nothing', 'everything']),
    /** Strategies or base assets in the order in which they are reduced; what is not named follows, largest value first. */
    order: z.array(text(100)).max(100),
  })
  .meta({ id: 'KillPlan' });

export const killStatus = z
  .object({
    killed: z.boolean(),
    plan: killPlan,
    /** `off`, `reducing` while positions are closed, `done`. */
    stage: z.string(),
    /** Positions that are still to be reduced. */
    left: z.int(),
  })
  .meta({ id: 'KillStatus' });

export const runStatus = z
  .object({
    id: runId,
    mode: z.enum(['backtest', 'paper', 'live']),
    prices: priceLabel,
    fills: fillLabel,
    /** What is played, for people: the folder's name, the seed, the venue. */
    market: z.string(),
    /** Seconds of the market per second; null where the market's own clock runs. */
    speed: z.number().nullable(),
    startedUs: timeUs,
    /** First and last moment of a recording; null where it has no end. */
    firstUs: timeUs.nullable(),
    lastUs: timeUs.nullable(),
    /** What will be played after this one. */
    next: z.string().nullable(),
  })
  .meta({ id: 'RunStatus' });

export const platformStatus = z
  .object({
    run: runStatus,
    sequence,
    /** The market's time. */
    timeUs,
    reportingAsset: z.string(),
    platform: z.object({
      equity: z.number(),
      budget: z.number(),
      unrealised: z.number(),
      mode: riskMode,
      reason: modeReason.nullable(),
      earnings,
    }),
    kill: killStatus,
    strategies: z.array(strategyStatus),
    positions: z.array(position),
    openOrders: z.array(openOrder),
    trades: z.array(legsTrade),
    markets: z.array(marketStatus),
    venues: z.array(venueStatus),
    risk: z.array(riskRow),
    ledger: z.object({ transfers: z.int(), balanced: z.boolean(), difference: decimal }),
    /** Of this process: milliseconds, over the last minute; null before the first. Not a function of the journal. */
    pace: z.object({
      decisionMsP50: z.number().nullable(),
      decisionMsP99: z.number().nullable(),
      orderRoundTripMsP50: z.number().nullable(),
      feedLagMs: z.number().nullable(),
      inputsPerSecond: z.number().nullable(),
    }),
  })
  .meta({ id: 'PlatformStatus' });

export type PlatformStatus = z.infer<typeof platformStatus>;
export type StrategyStatus = z.infer<typeof strategyStatus>;
export type Position = z.infer<typeof position>;
export type OpenOrder = z.infer<typeof openOrder>;
export type MarketStatus = z.infer<typeof marketStatus>;
export type RiskRow = z.infer<typeof riskRow>;
export type Earnings = z.infer<typeof earnings>;
export type KillPlan = z.infer<typeof killPlan>;
export type ParameterLimit = z.infer<typeof parameterLimit>;
