import { type KernelState, summarise } from '@qca/engine';

/** What can be said of a run from its summary. */
export function describeState(state: KernelState) {
  const { strategies, reportingAsset } = summarise(state);
  return {
    timeUs: state.timeUs,
    reportingAsset,
    killed: state.kill !== undefined,
    strategies: strategies.map((each) => ({
      name: each.name,
      orders: each.orders,
      fills: each.fills,
      equity: each.equity,
    })),
  };
}
