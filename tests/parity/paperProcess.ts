import { createFileStore } from '@qca/store-local';
import { openPostgresStore } from '@qca/store-postgres';
import { paperMarket, runOnPaper } from './paperRun.ts';

// node tests/parity/paperProcess.ts <folder or postgres address> <mixed|bars> <inputs>: a paper run in a process of its
// own. It prints the journal's hash, or kills itself after so many inputs, with no chance to tidy up.

const [place = '', kind = '', dieAfter = ''] = process.argv.slice(2);
const store = place.startsWith('postgres')
  ? await openPostgresStore({ databaseUrl: place })
  : createFileStore({ root: place, durable: true });
let heard = 0;
const { outcome, state } = await runOnPaper(store, paperMarket(kind === 'mixed' ? 'mixed' : 'bars'), () => {
  heard += 1;
  if (heard === Number(dieAfter)) process.kill(process.pid, 'SIGKILL');
});
await store.close();
process.stdout.write(
  `${JSON.stringify({ hash: outcome.hash, inputs: outcome.inputs, ledger: state.books.ledger.head })}\n`,
);
