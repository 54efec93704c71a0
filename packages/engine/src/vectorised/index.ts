// Research grids without the event loop: the same rules, no ports, no ledger, floats. What earns is proven by the
// event loop; this finds out where to look.
export { AllInAccount } from './AllInAccount.ts';
export { crossSignal, crossSignals } from './crossSignals.ts';
export { movingAverage } from './movingAverage.ts';
export { OrderRecords } from './OrderRecords.ts';
export { type CrossWindows, runCrossGrid } from './runCrossGrid.ts';
export { runOrderMatrix } from './runOrderMatrix.ts';
