import { EvmChain, networkOf, parseIntentRecord } from '@qca/chain-evm';
import type { HexBytes } from '@qca/ports';
import { FileRecordLog } from '@qca/store-local';
import { createPublicClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

// Pays one amount after the other from a process of its own, until it is killed or done.
// Run: node sendForever.ts <url> <log> <key> <to> <count>

const [url, path, key, to, count] = process.argv.slice(2) as [string, string, HexBytes, HexBytes, string];
const chain = new EvmChain({
  network: networkOf('local'),
  reader: createPublicClient({ transport: http(url) }),
  account: privateKeyToAccount(key),
  log: new FileRecordLog({ path, parse: parseIntentRecord }),
});
process.stdout.write('ready\n');
for (let index = 1; index <= Number(count); index += 1) {
  const taken = await chain.submit({
    id: `n${index}`,
    to,
    data: '0x',
    value: BigInt(index),
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
