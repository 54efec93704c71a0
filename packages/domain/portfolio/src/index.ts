export { FillProfit } from './FillProfit.ts';
export { Inventory } from './Inventory.ts';
export { type CostMethod, PARCELS_MAX } from './Parcels.ts';
export { PerpetualPosition, publishedRatio } from './PerpetualPosition.ts';
export { RunMetrics, type RunMetricsOptions, type RunSummary } from './RunMetrics.ts';
