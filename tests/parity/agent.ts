// The one place where these tests reach into the agent: what its commands are made of, without the commands.
export type { Market } from '../../apps/agent/src/market/Market.ts';
export { openMarket } from '../../apps/agent/src/market/openMarket.ts';
export {
  type Executed,
  executePlan,
  finder,
  resumeRun,
  simulatedExchange,
} from '../../apps/agent/src/run/executePlan.ts';
export { planRun } from '../../apps/agent/src/run/planRun.ts';
export type { RunPlan } from '../../apps/agent/src/run/RunPlan.ts';
