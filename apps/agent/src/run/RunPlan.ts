import type { RunConfiguration } from '@qca/engine';
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
