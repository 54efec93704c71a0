import { leastSquares } from '@qca/numerics';

/** What a holding loses or gains, in money: per unit of spot, per unit of spot twice, per 1.00 of volatility. */
export interface Exposure {
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
}

export interface HedgeInstrument extends Exposure {
  readonly name: string;
  /** What one contract costs to trade, either way: half the spread, fees. Not below zero. */
  readonly cost: number;
  /** Most contracts that may be bought (above zero) or sold (below zero). */
  readonly contractsMin: number;
  readonly contractsMax: number;
}

export interface HedgeRequest {
  readonly exposure: Exposure;
  /** What is wanted after the hedge; nothing of each without. */
  readonly target?: Partial<Exposure>;
  readonly instruments: readonly HedgeInstrument[];
  /** Move of spot and of volatility against which to insure, each likely within the time the hedge is held. */
  readonly spotMove: number;
  readonly volatilityMove: number;
  /** Money of cost that one unit of money at risk is worth; 1 without. */
  readonly riskWeight?: number;
}

export interface HedgeProposal {
  /** Whole contracts to buy, below zero to sell. Shape: as the instruments. */
  readonly contracts: readonly number[];
  readonly after: Exposure;
  readonly cost: number;
  /** Money at risk before and after: of the three exposures under the moves, as the root of the sum of squares. */
  readonly riskBefore: number;
  readonly riskAfter: number;
  /** What to do and what it brings, one sentence each. */
  readonly words: readonly string[];
}

/** So many combinations of contracts are all looked at, and the best is the best there is. */
const COMBINATIONS_MAX = 20_000;
/** Rounds of looking for a better neighbour; each lowers the aim, and few are ever needed. */
const ROUNDS_MAX = 10_000;

/**
 * Proposes whole contracts that bring an exposure near its target for the least of money at risk plus costs.
 *
 * Where the bounds leave few combinations it looks at all. Else it begins with the least squares without costs, rounded, and
 * with no trade at all, and from each changes one contract or two at a time, by powers of two, for as long as that helps: no
 * single contract more or less, and no pair, is better then, though three together may be.
 */
export function hedgeProposal(request: HedgeRequest): HedgeProposal {
  const { instruments, exposure } = request;
  const none = instruments.map(() => 0);
  const aim = (contracts: readonly number[]): number =>
    (request.riskWeight ?? 1) * riskOf(exposureAfter(request, contracts), request) +
    costOf(request, contracts);
  const combinations = instruments.reduce((all, one) => all * (one.contractsMax - one.contractsMin + 1), 1);
  const found =
    combinations <= COMBINATIONS_MAX
      ? everyCombination(instruments)
      : [none, rounded(request)].map((start) => improve(start, request, aim));
  const contracts = found.reduce((one, other) => (aim(other) < aim(one) ? other : one));
  const after = exposureAfter(request, contracts);
  const riskBefore = riskOf(exposure, request);
  const riskAfter = riskOf(after, request);
  const cost = costOf(request, contracts);
  return {
    contracts,
    after,
    cost,
    riskBefore,
    riskAfter,
    words: wordsOf(request, { contracts, after, cost, riskBefore, riskAfter }),
  };
}

function exposureAfter({ exposure, instruments }: HedgeRequest, contracts: readonly number[]): Exposure {
  const sum = (greek: keyof Exposure) =>
    instruments.reduce((total, instrument, i) => total + contracts[i]! * instrument[greek], exposure[greek]);
  return { delta: sum('delta'), gamma: sum('gamma'), vega: sum('vega') };
}

/** Money lost or gained by each exposure that is not as wanted, under the moves. */
function gapsOf(
  { delta, gamma, vega }: Exposure,
  { target, spotMove, volatilityMove }: HedgeRequest,
): number[] {
  return [
    (delta - (target?.delta ?? 0)) * spotMove,
    0.5 * (gamma - (target?.gamma ?? 0)) * spotMove * spotMove,
    (vega - (target?.vega ?? 0)) * volatilityMove,
  ];
}

function riskOf(exposure: Exposure, request: HedgeRequest): number {
  return Math.hypot(...gapsOf(exposure, request));
}

function costOf({ instruments }: HedgeRequest, contracts: readonly number[]): number {
  return instruments.reduce((sum, { cost }, i) => sum + Math.abs(contracts[i]!) * cost, 0);
}

function rounded(request: HedgeRequest): number[] {
  const { instruments } = request;
  if (instruments.length === 0) return [];
  const zero = { ...request, target: {} };
  const columns = instruments.map((instrument) => gapsOf(instrument, zero));
  const wanted = gapsOf(request.exposure, request);
  // A little of each contract's own size keeps contracts small where several do the same.
  const ridge = 1e-6 * Math.max(...columns.flat().map(Math.abs), Number.MIN_VALUE);
  const rows = [
    ...wanted.map((_, greek) => Float64Array.from(columns, (column) => column[greek]!)),
    ...columns.map((_, i) => Float64Array.from(columns, (_column, j) => (i === j ? ridge : 0))),
  ];
  const sides = [...wanted.map((gap) => -gap), ...columns.map(() => 0)];
  const exact = leastSquares(rows, Float64Array.from(sides));
  return instruments.map((instrument, i) => clamp(Math.round(exact[i]!), instrument));
}

function clamp(contracts: number, { contractsMin, contractsMax }: HedgeInstrument): number {
  return Math.min(Math.max(contracts, contractsMin), contractsMax) + 0;
}

function everyCombination(instruments: readonly HedgeInstrument[]): number[][] {
  return instruments.reduce<number[][]>(
    (all, { contractsMin, contractsMax }) =>
      Array.from({ length: contractsMax - contractsMin + 1 }, (_, i) => contractsMin + i).flatMap((count) =>
        all.map((contracts) => [...contracts, count]),
      ),
    [[]],
  );
}

function improve(
  start: readonly number[],
  { instruments }: HedgeRequest,
  aim: (contracts: readonly number[]) => number,
): readonly number[] {
  let here = start;
  let value = aim(here);
  const largest = Math.max(1, ...instruments.map((one) => Math.max(one.contractsMax, -one.contractsMin)));
  for (let round = 0, size = 2 ** Math.floor(Math.log2(largest)); round < ROUNDS_MAX; round += 1) {
    const next = neighbours(here, instruments, size)
      .map((contracts) => ({ contracts, value: aim(contracts) }))
      .reduce((one, other) => (other.value < one.value ? other : one), { contracts: here, value });
    if (next.value < value - 1e-12 * Math.abs(value)) {
      here = next.contracts;
      value = next.value;
    } else if (size === 1) return here;
    else size /= 2;
  }
  return here;
}

/** Every change of one contract, or of two at once, by `size`. */
function neighbours(
  here: readonly number[],
  instruments: readonly HedgeInstrument[],
  size: number,
): readonly number[][] {
  const moved = (from: readonly number[], i: number, by: number): number[] =>
    from.map((contracts, j) => (i === j ? clamp(contracts + by, instruments[j]!) : contracts));
  const singles = here.flatMap((_, i) => [moved(here, i, size), moved(here, i, -size)]);
  const pairs = singles.flatMap((one, place) =>
    here.flatMap((_, j) => (j > Math.floor(place / 2) ? [moved(one, j, size), moved(one, j, -size)] : [])),
  );
  return [...singles, ...pairs];
}

function wordsOf(request: HedgeRequest, made: Omit<HedgeProposal, 'words'>): string[] {
  const trades = request.instruments.flatMap(({ name }, i) => {
    const count = made.contracts[i]!;
    if (count === 0) return [];
    return `${count > 0 ? 'Buy' : 'Sell'} ${Math.abs(count)} ${Math.abs(count) === 1 ? 'contract' : 'contracts'} of ${name}.`;
  });
  if (trades.length === 0) {
    return ['Do nothing: no trade in these instruments takes away more risk than it costs.'];
  }
  const share = made.riskBefore === 0 ? 0 : 100 * (1 - made.riskAfter / made.riskBefore);
  const { delta, gamma, vega } = made.after;
  return [
    ...trades,
    `Money at risk falls from ${figure(made.riskBefore)} to ${figure(made.riskAfter)} (${figure(share)} % less), for ${figure(made.cost)} in costs.`,
    `What stays open: delta ${figure(delta)}, gamma ${figure(gamma)}, vega ${figure(vega)}.`,
  ];
}

/** Four digits, and no more noughts than it needs. */
function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
