export { type MarketChoice, openMarket } from './market/openMarket.ts';
export type { Market } from './market/Market.ts';
export { runJson } from './present/runJson.ts';
export { runLines } from './present/runLines.ts';
export { storyJson, storyLines } from './present/story.ts';
export { type RunChoice, runBacktest } from './run/backtest.ts';
export { balancesOf, explain, replayRun, verifyJournal } from './run/inspect.ts';
export { runPaper } from './run/paper.ts';
export { allRuns, findRun } from './run/runs.ts';
