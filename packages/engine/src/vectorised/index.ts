// Research grids without the event loop: the same rules, no ports, no ledger, floats. What earns is proven by the
// event loop; this finds out where to look.
export { AllInAccount, type AllInTerms } from './AllInAccount.ts';
export { crossSignal, crossSignals, type Signal } from './crossSignals.ts';
export { movingAverage } from './movingAverage.ts';
export { type OrderChunk, type OrderRecord, OrderRecords } from './OrderRecords.ts';
export { type CrossGrid, type CrossWindows, runCrossGrid } from './runCrossGrid.ts';
export { type GridResult, type OrderMatrix, runOrderMatrix } from './runOrderMatrix.ts';
