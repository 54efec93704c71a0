import { ProblemError } from '../http/ProblemError.ts';
import { type HandlerOf, JsonText } from './Handler.ts';
import { labelsOf, runRecordOf } from './runs.ts';

export const readDataQuality: HandlerOf<'readDataQuality'> = (_call, { status }) => {
  const json = status.json('data-quality');
  if (json !== undefined) return new JsonText(json);
  throw new ProblemError('agent-not-ready', 'The part `agent` has said nothing of its market data yet.', {
    headers: { 'Retry-After': '1' },
  });
};

export const listBars: HandlerOf<'listBars'> = async ({ query }, platform) => {
  const { instrument, fromUs, toUs, limit } = query;
  const record = await runRecordOf(platform, query.run);
  const found = await platform.bars.read(record.id, {
    instrument,
    limit,
    ...(fromUs === undefined ? {} : { fromUs }),
    ...(toUs === undefined ? {} : { toUs }),
  });
  if (found === undefined) {
    throw new ProblemError('unknown-instrument', `Run ${record.id} has no instrument ${instrument}.`);
  }
  const { kind, intervalUs, bars, sequence } = found;
  return {
    run: record.id,
    sequence,
    instrument,
    prices: labelsOf(record).prices,
    kind,
    intervalUs,
    bars: [...bars],
  };
};
