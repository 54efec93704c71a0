import { Refusal } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { checkSettings } from './checkSettings.ts';
import { DEFAULT_SETTINGS, FRICTIONLESS, type SimulationSettings } from './settings.ts';

describe('settings', () => {
  it('have every cost on unless told otherwise', () => {
    const settings = checkSettings({});
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(settings.spread).toBe('assumed');
    expect(settings.slippage).toMatchObject({ kind: 'square-root', coefficient: 1 });
    expect(settings.participation).toBe(0.1);
    expect(settings.orderLatency).toMatchObject({ us: 30_000 });
  });

  it('take a preset whole', () => {
    expect(checkSettings(FRICTIONLESS)).toEqual(FRICTIONLESS);
  });

  it.each<[string, unknown]>([
    ['settings.slipage', { slipage: 1 }],
    ['feedLatencyUs', { feedLatencyUs: -1 }],
    ['feedLatencyUs', { feedLatencyUs: Number.NaN }],
    ['orderLatency.kind', { orderLatency: { kind: 'fast' } }],
    ['orderLatency.us', { orderLatency: { kind: 'constant', us: Number.POSITIVE_INFINITY } }],
    ['reportLatency.medianUs', { reportLatency: { kind: 'log-normal', medianUs: -1, sigma: 1 } }],
    ['reportLatency.sigma', { reportLatency: { kind: 'log-normal', medianUs: 1, sigma: -1 } }],
    ['orderLatency.samplesUs', { orderLatency: { kind: 'empirical', samplesUs: [] } }],
    ['orderLatency.samplesUs', { orderLatency: { kind: 'empirical', samplesUs: [5, -5] } }],
    ['orderLatency.factor', { orderLatency: { kind: 'recorded', factor: -1, minimumUs: 0 } }],
    ['orderLatency.minimumUs', { orderLatency: { kind: 'recorded', factor: 1, minimumUs: -1 } }],
    ['barPath', { barPath: 'best' }],
    ['limitFill', { limitFill: 'near' }],
    ['spread', { spread: 'wide' }],
    ['participation', { participation: 0 }],
    ['participation', { participation: 1.1 }],
    ['slippage.kind', { slippage: { kind: 'cubic' } }],
    ['slippage.coefficient', { slippage: { kind: 'linear', coefficient: -1 } }],
    ['queue.kind', { queue: { kind: 'first' } }],
    ['queue.power', { queue: { kind: 'probabilistic', power: 0 } }],
    ['openOrdersMax', { openOrdersMax: 0 }],
    ['rememberedOrdersMax', { rememberedOrdersMax: 1.5 }],
    ['rememberedFillsMax', { rememberedFillsMax: 0 }],
    ['volumeValues.USD', { volumeValues: { USD: -1 } }],
    ['faults.gremlins', { faults: { gremlins: true } }],
    ['faults.outages.meanBetweenUs', { faults: { outages: { meanBetweenUs: 0, meanLastingUs: 5 } } }],
    ['faults.disconnects.meanLastingUs', { faults: { disconnects: { meanBetweenUs: 5, meanLastingUs: 0 } } }],
    ['faults.rejectProbability', { faults: { rejectProbability: 1.5 } }],
    ['faults.lateProbability', { faults: { lateProbability: -0.1 } }],
    ['faults.lateUs', { faults: { lateUs: -1 } }],
    ['faults.answerTimeoutUs', { faults: { answerTimeoutUs: Number.NaN } }],
  ])('refuse a bad %s: what, where and what to do', (where, given) => {
    const refusal = (() => {
      try {
        checkSettings(given as Partial<SimulationSettings>);
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ kind: 'bad-setting', where: `exchange-simulated ${where}` });
  });
});
