import { canonicalJson } from '@qca/base';
import { parseJournalJson, type RunConfiguration } from '@qca/engine';
import type { SimulationSettings } from '@qca/exchange-simulated';
import type { MarketReference } from '../market/Market.ts';

/** All that is needed to run something again: kept, as canonical JSON, in the run's record. */
export interface RunPlan {
  readonly market: MarketReference;
  /** How venues are simulated; null where the venue is a real one. */
  readonly settings: SimulationSettings | null;
  readonly configuration: RunConfiguration;
  /** Path of a person's own strategy file, when one was used. */
  readonly strategyFile: string | null;
  /** Live: digest of what was asked for, apart from the market as it stood. */
  readonly wish?: string;
}

/** Writes a plan with one spelling. JSON has no infinity; no volume bound is written as null. */
export function writePlan(plan: RunPlan): string {
  return canonicalJson({ ...plan, settings: plainSettings(plan.settings) });
}

/** Settings as JSON can say them: no volume bound is `null`. */
export function plainSettings(settings: SimulationSettings | null): unknown {
  if (settings === null) return null;
  const { participation } = settings;
  return { ...settings, participation: Number.isFinite(participation) ? participation : null };
}

export function readPlan(text: string): RunPlan {
  const plan = parseJournalJson(text) as RunPlan;
  if (plan.settings === null) return plan;
  const participation = plan.settings.participation ?? Number.POSITIVE_INFINITY;
  return { ...plan, settings: { ...plan.settings, participation } };
}
