import { canonicalJson } from '@qca/base';
import { parseJournalJson, type RunConfiguration } from '@qca/engine';
import type { SimulationSettings } from '@qca/exchange-simulated';
import type { MarketReference } from '../market/Market.ts';

/** All that is needed to run something again: kept, as canonical JSON, in the run's record. */
export interface RunPlan {
  readonly market: MarketReference;
  readonly settings: SimulationSettings;
  readonly configuration: RunConfiguration;
  /** Path of a person's own strategy file, when one was used. */
  readonly strategyFile: string | null;
}

/** Writes a plan with one spelling. JSON has no infinity; no volume bound is written as null. */
export function writePlan(plan: RunPlan): string {
  const { participation } = plan.settings;
  const settings = { ...plan.settings, participation: Number.isFinite(participation) ? participation : null };
  return canonicalJson({ ...plan, settings });
}

export function readPlan(text: string): RunPlan {
  const plan = parseJournalJson(text) as RunPlan;
  const participation = plan.settings.participation ?? Number.POSITIVE_INFINITY;
  return { ...plan, settings: { ...plan.settings, participation } };
}
