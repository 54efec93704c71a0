import type { HexBytes } from '@qca/ports';
import { createPublicClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { ADDER, addData } from '../src/adder.fixture.ts';
import { networkOf } from '../src/networks.ts';
import { EvmChain } from '../src/send/EvmChain.ts';
import { FileIntentLog } from '../src/send/IntentLog.ts';

// Submits one action after the other from a process of its own, until it is killed or done.
// Run: node sendForever.ts <url> <log> <key> <count>

const [url, path, key, count] = process.argv.slice(2) as [string, string, HexBytes, string];
const chain = new EvmChain({
  network: networkOf('local'),
  reader: createPublicClient({ transport: http(url) }),
  account: privateKeyToAccount(key),
  log: new FileIntentLog(path),
});
process.stdout.write('ready\n');
for (let index = 1; index <= Number(count); index += 1) {
  const taken = await chain.submit({
    id: `n${index}`,
    to: ADDER,
    data: addData(index, false),
    value: 0n,
    gasMax: 60_000n,
  });
  if (!taken.ok) index -= 1;
  if (index % 5 === 0) await chain.observe();
}
for (let index = 1; index <= Number(count); index += 1)
  while (chain.find(`n${index}`)?.progress.state !== 'final') {
    await chain.observe();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
await chain.close();
process.stdout.write('done\n');
