import {
  type Bar,
  type Channel,
  type CommandRow,
  type DecisionRow,
  type EquityPoint,
  type FillRow,
  OPERATION,
  type OrderRow,
  type PlatformStatus,
} from '@qca/api';
import type { QueryClient } from '@tanstack/react-query';
import { mergeNewestFirst, mergeOldestFirst } from '../wire/mergeRows.ts';
import type { ChannelChange } from '../wire/reduceChannel.ts';
import type { AnswerOf } from '../wire/request.ts';

type Asked = Readonly<Record<string, unknown>>;
const ORDERED = { sequence: (row: { sequence: number }) => row.sequence } as const;
const EQUITY_POINTS_MAX = 5_000;
const BARS_MAX = 5_000;

/** Puts what the stream says where the screens read it: into the cached answers of the same operations. */
export function applyChange(client: QueryClient, channel: Channel, change: ChannelChange): void {
  if (change.kind === 'nothing' || change.kind === 'gap') return;
  if (change.kind === 'snapshot' && change.fresh) {
    // Another run, or another server: nothing known before can be trusted to go on.
    void client.invalidateQueries();
  }
  if (channel === 'status') {
    applyStatus(client, change);
    return;
  }
  const rows = change.data;
  if (Array.isArray(rows) && rows.length > 0) APPLY[channel](client, rows as never);
}

function applyStatus(client: QueryClient, change: Extract<ChannelChange, { data: unknown }>): void {
  const before = client.getQueryData<PlatformStatus>([OPERATION.readStatus.name, {}]);
  const merged =
    change.kind === 'snapshot' ? change.data : { ...before, ...(change.data as Partial<PlatformStatus>) };
  const parsed = OPERATION.readStatus.response.safeParse(merged);
  // What does not fit is not shown; the last good status stays and grows old.
  if (parsed.success) client.setQueryData([OPERATION.readStatus.name, {}], parsed.data);
}

const APPLY: {
  readonly [channel in Exclude<Channel, 'status'>]: (client: QueryClient, rows: never) => void;
} = {
  orders: (client, rows: OrderRow[]) =>
    into<AnswerOf<typeof OPERATION.listOrders>>(client, 'listOrders', (answer, asked) => ({
      ...answer,
      orders: mergeNewestFirst(
        answer.orders,
        rows.filter((row) => fits(row, asked)),
        (row) => row.orderId,
        ORDERED.sequence,
      ),
    })),
  fills: (client, rows: FillRow[]) =>
    into<AnswerOf<typeof OPERATION.listFills>>(client, 'listFills', (answer, asked) => ({
      ...answer,
      fills: mergeNewestFirst(
        answer.fills,
        rows.filter((row) => fits(row, asked)),
        (row) => row.fillId,
        ORDERED.sequence,
      ),
    })),
  decisions: (client, rows: DecisionRow[]) =>
    into<AnswerOf<typeof OPERATION.listDecisions>>(client, 'listDecisions', (answer, asked) => ({
      ...answer,
      decisions: mergeNewestFirst(
        answer.decisions,
        rows.filter((row) => fits(row, asked)),
        (row) => row.decisionId,
        ORDERED.sequence,
      ),
    })),
  commands: (client, rows: CommandRow[]) =>
    into<AnswerOf<typeof OPERATION.listCommands>>(client, 'listCommands', (answer) => ({
      ...answer,
      commands: mergeNewestFirst(answer.commands, rows, (row) => row.commandId, ORDERED.sequence),
    })),
  equity: (client, rows: EquityPoint[]) =>
    into<AnswerOf<typeof OPERATION.listEquity>>(client, 'listEquity', (answer, asked) => ({
      ...answer,
      points: mergeOldestFirst(
        answer.points,
        rows.filter((row) => fits(row, asked)),
        (row) => `${row.strategy} ${row.timeUs}`,
        (row) => row.timeUs,
        EQUITY_POINTS_MAX,
      ),
    })),
  bars: (client, rows: { instrument: string; bar: Bar }[]) =>
    into<AnswerOf<typeof OPERATION.listBars>>(client, 'listBars', (answer) => ({
      ...answer,
      bars: mergeOldestFirst(
        answer.bars,
        rows.filter((row) => row.instrument === answer.instrument).map(({ bar }) => bar),
        ([timeUs]) => String(timeUs),
        ([timeUs]) => timeUs,
        BARS_MAX,
      ),
    })),
};

function into<Answer>(
  client: QueryClient,
  name: string,
  change: (answer: Answer, asked: Asked) => Answer,
): void {
  for (const [key, answer] of client.getQueriesData<Answer>({ queryKey: [name] })) {
    const asked = ((key[1] as { query?: Asked } | undefined)?.query ?? {}) as Asked;
    // A page of another run does not go on, and what is new is on no older page.
    const isNewest = asked['run'] === undefined && asked['before'] === undefined;
    if (answer !== undefined && isNewest) client.setQueryData(key, change(answer, asked));
  }
}

/** Whether a row belongs to what was asked: every filter that the row has a field for. */
export function fits(row: object, asked: Asked): boolean {
  return ['strategy', 'outcome', 'rule', 'orderId'].every(
    (key) => asked[key] === undefined || asked[key] === (row as Asked)[key],
  );
}
