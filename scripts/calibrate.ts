import { parseArgs } from 'node:util';
import { type CalibrationSetup, calibrateDeflatedSharpe } from './calibrate/calibrateDeflatedSharpe.ts';

// Simulates sets of strategies and counts how often the best of each passes the deflated Sharpe ratio.
// Run: node scripts/calibrate.ts [--sets 1000] [--strategies 50] [--observations 1250] [--seed 1] [--json]

const { values } = parseArgs({
  options: {
    sets: { type: 'string', default: '1000' },
    strategies: { type: 'string', default: '50' },
    observations: { type: 'string', default: '1250' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

const strategies = Number(values.strategies);
const common = {
  sets: Number(values.sets),
  strategies,
  observations: Number(values.observations),
  periodsPerYear: 250,
  edge: 0,
  correlation: 0,
  families: strategies,
  seed: Number(values.seed),
};

const setups: CalibrationSetup[] = [
  { ...common, name: 'worthless' },
  { ...common, name: 'worthless, fat tails', degrees: 4 },
  { ...common, name: 'worthless, 10 families', correlation: 0.8, families: 10 },
  ...[0.5, 1, 1.5, 2, 2.5, 3].map((edge) => ({ ...common, name: `edge ${edge.toFixed(1)}`, edge })),
];

const rows = setups.map((setup) => calibrateDeflatedSharpe(setup));
if (values.json) process.stdout.write(`${JSON.stringify({ ...common, confidence: 0.95, rows }, null, 2)}\n`);
else {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(9);
  process.stdout.write(`${'passes of 0.95'.padEnd(24)}  DSR, all  clusters   average       PSR     found\n`);
  for (const { name, dsrAll, dsrClusters, dsrAverage, psr, found } of rows) {
    const shares = [dsrAll, dsrClusters, dsrAverage, psr, found].map(percent).join(' ');
    process.stdout.write(`${name.padEnd(24)} ${shares}\n`);
  }
}
