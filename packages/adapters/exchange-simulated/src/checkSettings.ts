import { Refusal } from '@qca/base';
import { DEFAULT_SETTINGS, type FaultSettings, type Latency, type SimulationSettings } from './settings.ts';

/**
 * Fills in the defaults and refuses what makes no sense.
 *
 * Rejects: `Refusal` of kind `bad-setting` for unknown keys, negative or non-finite times, probabilities outside
 * [0, 1], participation that is not above 0 and at most 1 (or `Infinity`), unknown words.
 */
export function checkSettings(given: Partial<SimulationSettings>): SimulationSettings {
  knownKeys(given, Object.keys(DEFAULT_SETTINGS), 'settings');
  const settings: SimulationSettings = { ...DEFAULT_SETTINGS, ...given };
  atLeast(settings.feedLatencyUs, 0, 'feedLatencyUs');
  checkLatency(settings.orderLatency, 'orderLatency');
  checkLatency(settings.reportLatency, 'reportLatency');
  word(settings.barPath, ['adverse', 'open-high-low-close', 'open-low-high-close', 'seeded'], 'barPath');
  word(settings.limitFill, ['through', 'touch'], 'limitFill');
  word(settings.spread, ['assumed', 'none'], 'spread');
  const { participation } = settings;
  if (!(participation > 0 && (participation <= 1 || participation === Number.POSITIVE_INFINITY))) {
    refuse('participation', participation, 'Give a part of the volume above 0 and at most 1, or Infinity.');
  }
  word(settings.slippage.kind, ['square-root', 'linear', 'none'], 'slippage.kind');
  if (settings.slippage.kind !== 'none') atLeast(settings.slippage.coefficient, 0, 'slippage.coefficient');
  word(settings.queue.kind, ['risk-averse', 'probabilistic'], 'queue.kind');
  if (settings.queue.kind === 'probabilistic' && !(settings.queue.power > 0 && settings.queue.power < 100)) {
    refuse('queue.power', settings.queue.power, 'Give a number above 0 and below 100.');
  }
  for (const key of ['openOrdersMax', 'rememberedOrdersMax', 'rememberedFillsMax'] as const) {
    if (!Number.isInteger(settings[key])) refuse(key, settings[key], 'Give a whole number.');
    atLeast(settings[key], 1, key);
  }
  for (const [asset, value] of Object.entries(settings.volumeValues))
    atLeast(value, 0, `volumeValues.${asset}`);
  checkFaults(settings.faults);
  return settings;
}

function checkLatency(latency: Latency, where: string): void {
  word(latency.kind, ['constant', 'log-normal', 'empirical', 'recorded'], `${where}.kind`);
  switch (latency.kind) {
    case 'constant':
      atLeast(latency.us, 0, `${where}.us`);
      break;
    case 'log-normal':
      atLeast(latency.medianUs, 0, `${where}.medianUs`);
      atLeast(latency.sigma, 0, `${where}.sigma`);
      break;
    case 'empirical':
      if (latency.samplesUs.length === 0) refuse(`${where}.samplesUs`, '[]', 'Give at least one sample.');
      for (const sample of latency.samplesUs) atLeast(sample, 0, `${where}.samplesUs`);
      break;
    case 'recorded':
      atLeast(latency.factor, 0, `${where}.factor`);
      atLeast(latency.minimumUs, 0, `${where}.minimumUs`);
      break;
  }
}

const FAULT_KEYS = [
  'outages',
  'disconnects',
  'rejectProbability',
  'lostAnswerProbability',
  'answerTimeoutUs',
  'lateProbability',
  'lateUs',
  'duplicateProbability',
  'outOfOrderProbability',
];

function checkFaults(faults: FaultSettings): void {
  knownKeys(faults, FAULT_KEYS, 'faults');
  for (const key of ['outages', 'disconnects'] as const) {
    const breaks = faults[key];
    if (breaks === undefined) continue;
    atLeast(breaks.meanBetweenUs, 1, `faults.${key}.meanBetweenUs`);
    atLeast(breaks.meanLastingUs, 1, `faults.${key}.meanLastingUs`);
  }
  for (const key of [
    'rejectProbability',
    'lostAnswerProbability',
    'lateProbability',
    'duplicateProbability',
    'outOfOrderProbability',
  ] as const) {
    const chance = faults[key] ?? 0;
    if (!(chance >= 0 && chance <= 1)) refuse(`faults.${key}`, chance, 'Give a probability from 0 to 1.');
  }
  atLeast(faults.answerTimeoutUs ?? 0, 0, 'faults.answerTimeoutUs');
  atLeast(faults.lateUs ?? 0, 0, 'faults.lateUs');
}

function knownKeys(given: object, known: readonly string[], where: string): void {
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) refuse(`${where}.${key}`, key, `Known keys: ${known.join(', ')}.`);
  }
}

function atLeast(value: number, minimum: number, where: string): void {
  if (!(value >= minimum && Number.isFinite(value))) {
    refuse(where, value, `Give a finite number of at least ${minimum}.`);
  }
}

function word(value: string, known: readonly string[], where: string): void {
  if (!known.includes(value)) refuse(where, value, `Choose one of: ${known.join(', ')}.`);
}

function refuse(where: string, value: unknown, remedy: string): never {
  throw new Refusal({
    kind: 'bad-setting',
    what: `The simulation setting ${where} is ${String(value)}`,
    where: `exchange-simulated ${where}`,
    remedy,
  });
}
