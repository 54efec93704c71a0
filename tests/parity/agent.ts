// What the agent's commands are made of, without the commands.
export {
  type Executed,
  executePlan,
  finder,
  type Market,
  openMarket,
  planRun,
  type RunPlan,
  resumeRun,
  simulatedExchange,
} from '@qca/agent';
