import { ProblemError } from '../http/ProblemError.ts';
import { type HandlerOf, JsonText } from './Handler.ts';
import { keptRead, labelsOf, markedRead, runRecordOf } from './runs.ts';

export const readDataQuality: HandlerOf<'readDataQuality'> = (_call, { status }) => {
  const json = status.json('data-quality');
  if (json !== undefined) return new JsonText(json);
  throw new ProblemError('agent-not-ready', 'The part `agent` has said nothing of its market data yet.', {
    headers: { 'Retry-After': '1' },
  });
};

export const listBars: HandlerOf<'listBars'> = ({ query }, platform) =>
  keptRead(platform, { operation: 'listBars', query }, async (asked) => {
    const { instrument, fromUs, toUs, limit } = query;
    const record = await runRecordOf(platform, asked);
    const { run, sequence, value } = await markedRead(platform, asked, (id) =>
      platform.bars.read(id, { instrument, fromUs, toUs, limit }),
    );
    if (value === undefined) {
      throw new ProblemError('unknown-instrument', `Run ${run} has no instrument ${instrument}.`);
    }
    return { run, sequence, instrument, prices: labelsOf(record).prices, ...value };
  });
