export { createGeneratedFeed, type GeneratedFeed } from './createGeneratedFeed.ts';
export { defaultGeneratedMarket } from './defaultGeneratedMarket.ts';
export type {
  DataKind,
  GeneratedAsset,
  GeneratedFlow,
  GeneratedInstrument,
  GeneratedMarket,
} from './GeneratedMarket.ts';
