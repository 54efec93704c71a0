import { formatTime, present } from '@qca/base';
import type { Entry, OrderStory, Posting, StoryEntry } from '@qca/engine';
import { type Instrument, VENUE_ASSET_DECIMALS } from '@qca/market';
import type { OrderFilled } from '@qca/orders';
import type { RunRecord } from '@qca/ports';
import { formatDecimal, formatPrice, formatQuantity, type Price, type Quantity } from '@qca/units';

/** Decimals of every asset kept at venues, and of value accounts. */
const DECIMALS = 8;

interface TransferJson {
  readonly id: number;
  readonly kind: string;
  readonly type: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: string;
}

/** The machine's view of an order's story; documented in docs/cli.md and stable. */
export function storyJson(story: OrderStory, record: RunRecord) {
  const { placed, cause, instrument } = story;
  const { entry } = placed;
  const fills = story.later.filter((each) => each.entry.kind === 'order-filled');
  return {
    order: story.orderId,
    run: record.id,
    mode: record.mode,
    label: record.label,
    price:
      cause === undefined
        ? null
        : {
            sequence: cause.sequence,
            time: formatTime(cause.entry.timeUs),
            ...causeJson(cause.entry, story.configuration.instruments.length, instrument),
          },
    decision: {
      strategy: strategyName(story),
      time: formatTime(entry.timeUs),
      why: entry.why.text,
      numbers: entry.why.numbers,
      bid: priceText(instrument, entry.bidTicks),
      ask: priceText(instrument, entry.askTicks),
      mid: priceText(instrument, entry.decisionTicks),
    },
    gate: {
      verdict: entry.verdict === 'admitted' ? 'admitted' : 'shrunk',
      ...(entry.verdict === 'admitted' ? {} : entry.verdict),
      asked: quantityText(instrument, entry.askedLots),
      admitted: quantityText(instrument, entry.spec.quantityLots),
      reserved: transfers(story, entry.posting),
    },
    journal: { sequence: placed.sequence, blockHash: story.blockHash },
    venue: story.later
      .filter((each) => isVenueWord(each.entry))
      .map((each) => ({
        sequence: each.sequence,
        time: formatTime(each.entry.timeUs),
        ...venueJson(each.entry),
      })),
    spec: {
      instrument: instrument.id,
      side: entry.spec.side,
      type: entry.spec.type,
      quantity: quantityText(instrument, entry.spec.quantityLots),
      limit: entry.spec.limitTicks === undefined ? null : priceText(instrument, entry.spec.limitTicks),
      trade: entry.tradeId === '' ? null : entry.tradeId,
    },
    fills: fills.map((each) => fillJson(each, instrument)),
    transfers: story.later.flatMap((each) =>
      'posting' in each.entry && each.entry.kind !== 'order-placed'
        ? transfers(story, each.entry.posting)
        : [],
    ),
    trade: story.trade.flatMap(({ sequence, entry: each }) =>
      each.kind === 'legs-advanced'
        ? [
            {
              sequence,
              time: formatTime(each.timeUs),
              stage: each.stage,
              filledLots: each.filledLots,
              detail: each.detail,
            },
          ]
        : [],
    ),
  };
}

/** An order's story for reading. */
export function storyLines(story: OrderStory, record: RunRecord): string[] {
  const json = storyJson(story, record);
  const lines = [
    `Order ${json.order} of ${json.decision.strategy} (run ${json.run}, ${json.label} prices, ${record.mode === 'live' ? 'real' : 'simulated'} fills)`,
    '',
    `1 price     ${json.price === null ? 'no market event: the engine acted on its own' : `entry ${json.price.sequence}, ${json.price.time}: ${json.price.what}`}`,
    `2 decision  ${json.decision.why}`,
    `            ${numbersText(json.decision.numbers)}`,
    `            bid ${json.decision.bid}, ask ${json.decision.ask}, mid ${json.decision.mid}`,
    `3 gate      ${gateText(json)}`,
    ...json.gate.reserved.map((each) => `            reserved ${each.amount} (transfer ${each.id})`),
    `4 journal   entry ${json.journal.sequence}, block ${json.journal.blockHash.slice(0, 16)}…`,
    `5 venue     ${json.spec.side} ${json.spec.quantity} ${json.spec.instrument}, ${json.spec.type}${json.spec.limit === null ? '' : ` at ${json.spec.limit} or better`}`,
    ...json.venue.map((each) => `            ${each.time} ${each.what}`),
    `6 fills     ${json.fills.length === 0 ? 'none' : ''}`,
    ...json.fills.map(
      (each) =>
        `            ${each.time} ${each.quantity} at ${each.price} as ${each.liquidity}, fee ${each.fee} (fill ${each.fill}, simulated)`,
    ),
    `7 ledger    ${json.transfers.length === 0 ? 'nothing moved' : ''}`,
    ...json.transfers.map(
      (each) =>
        `            ${each.id} ${each.type === 'pending-voided' ? 'reserve freed' : each.kind}: ${each.amount}  ${each.debit} → ${each.credit}`,
    ),
  ];
  if (json.trade.length > 0) {
    lines.push(
      `Trade ${json.spec.trade}`,
      ...json.trade.map((each) => `            ${each.stage}: ${each.detail}`),
    );
  }
  return lines;
}

function causeJson(entry: Entry, _count: number, instrument: Instrument): { kind: string; what: string } {
  const { kind } = entry;
  switch (entry.kind) {
    case 'bar':
      return {
        kind,
        what: `bar open ${at(entry, instrument, entry.openTicks)}, high ${at(entry, instrument, entry.highTicks)}, low ${at(entry, instrument, entry.lowTicks)}, close ${at(entry, instrument, entry.closeTicks)}`,
      };
    case 'trade':
      return { kind, what: `trade at ${at(entry, instrument, entry.priceTicks)}` };
    case 'quote':
      return {
        kind,
        what: `quote ${at(entry, instrument, entry.bidTicks)} / ${at(entry, instrument, entry.askTicks)}`,
      };
    case 'depth':
      return { kind, what: `${entry.count} book levels` };
    case 'order-filled':
      return { kind, what: `fill ${entry.fillId} of ${entry.orderId}` };
    case 'timer':
      return { kind, what: 'a deadline of the engine' };
    default:
      return { kind, what: kind };
  }
}

// The event may be of another instrument than the order's; its ticks then mean something else.
function at(entry: { readonly instrument: number }, instrument: Instrument, ticks: number): string {
  return entry.instrument === instrument.index
    ? priceText(instrument, ticks)
    : `${ticks} ticks of instrument ${entry.instrument}`;
}

function isVenueWord(entry: Entry): boolean {
  return [
    'order-accepted',
    'order-rejected',
    'order-cancelled',
    'order-triggered',
    'cancel-rejected',
    'order-unknown',
    'order-closed',
    'cancel-sent',
    'order-doubted',
    'report-ignored',
  ].includes(entry.kind);
}

function venueJson(entry: Entry): { kind: string; what: string } {
  const reason = 'reason' in entry && entry.reason !== '' ? `: ${entry.reason}` : '';
  return { kind: entry.kind, what: `${entry.kind.replace('-', ' ')}${reason}` };
}

function fillJson({ sequence, entry }: StoryEntry, instrument: Instrument) {
  if (entry.kind !== 'order-filled') throw new Error(`entry ${sequence} is not a fill`);
  return {
    sequence,
    fill: entry.fillId,
    time: formatTime(entry.timeUs),
    venueTime: formatTime(entry.venueTimeUs),
    side: entry.side,
    price: priceText(instrument, entry.priceTicks),
    quantity: quantityText(instrument, entry.quantityLots),
    liquidity: entry.liquidity,
    fee: feeText(entry, instrument),
    simulated: true,
  };
}

function transfers(story: OrderStory, posting: Posting | null): TransferJson[] {
  if (posting === null) return [];
  return posting.transfers.map(([id, type, , debit, credit, atoms, kind]) => {
    const from = present(story.accounts[debit], `account ${debit}`);
    const to = present(story.accounts[credit], `account ${credit}`);
    return {
      id,
      kind,
      type,
      debit: from.name,
      credit: to.name,
      amount: `${formatDecimal(BigInt(atoms), DECIMALS)} ${from.asset}`,
    };
  });
}

function priceText(instrument: Instrument, ticks: number): string {
  // Mids may be half ticks; two of them are whole.
  const price = (BigInt(Math.round(ticks * 2)) * instrument.tick) / 2n;
  return `${formatPrice(price as Price)} ${instrument.quote.id}`;
}

function quantityText(instrument: Instrument, lots: number): string {
  return `${formatQuantity((BigInt(lots) * instrument.lot) as Quantity, instrument.base.decimals)} ${instrument.base.id}`;
}

/** The fee in the asset that the venue took it in. */
function feeText({ fee, feeAsset }: OrderFilled, { quote }: Instrument): string {
  const isQuote = feeAsset === undefined || feeAsset === quote.id;
  return `${formatDecimal(fee, isQuote ? quote.decimals : VENUE_ASSET_DECIMALS)} ${feeAsset ?? quote.id}`;
}

function numbersText(numbers: Readonly<Record<string, number>>): string {
  return Object.entries(numbers)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(8))}`)
    .join(', ');
}

function gateText({ gate }: ReturnType<typeof storyJson>): string {
  if (gate.verdict === 'admitted') return `admitted ${gate.admitted}`;
  const { rule, value, limit, unit } = gate as unknown as {
    rule: string;
    value: number;
    limit: number;
    unit: string;
  };
  return `shrunk from ${gate.asked} to ${gate.admitted} by ${rule}: ${value} against ${limit} ${unit}`;
}

function strategyName(story: OrderStory): string {
  return story.configuration.strategies[story.placed.entry.strategy]?.name ?? 'unknown';
}
