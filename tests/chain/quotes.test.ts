import { Random } from '@qca/base';
import { callOf, contractOf, eventOf, readAt, type Step } from '@qca/chain-evm';
import { type OptionTerms, optionPremium } from '@qca/options';
import { optimalInputDown, swapInputUp, swapOutputDown } from '@qca/pools';
import type { Amount, Bps } from '@qca/units';
import { type Address, maxUint256, numberToHex, pad, zeroAddress } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildContracts, OwnChain } from './OwnChain.ts';

// What TypeScript computes is, to the last digit, what the contracts on a chain say and do.

const BUILD_MS_MAX = 900_000;
const E18 = 10n ** 18n;
/** An answer of eight decimals, as an aggregator gives it. */
const E8 = 10n ** 8n;
const NO_SOURCE = { aggregator: zeroAddress, heartbeatSeconds: 0, decimals: 0 } as const;

/**
 * An aggregator that gives what is in its first slot, fresh at any moment, with eight decimals.
 *
 *   selector of decimals()? → 2c JUMPI · round 1, slot 0, TIMESTAMP, TIMESTAMP, round 1 · 2c: 8
 */
const AGGREGATOR = '0x000000000000000000000000000000000000feed';

function aggregatorCode(): `0x${string}` {
  const begin = '5f3560e01c63313ce56714';
  const answer = '60015f525f54602052426040524260605260016080526' + '0a05ff3';
  const target = (begin.length + answer.length) / 2 + 3;
  return `0x${begin}60${target.toString(16).padStart(2, '0')}57${answer}5b60085f5260205ff3`;
}

let chain: OwnChain;
let at: Readonly<Record<string, Address>>;
let admin: Address;

beforeAll(async () => {
  const artefacts = buildContracts();
  chain = await OwnChain.start(31_337);
  [admin] = chain.accounts as [Address];
  const contract = (
    name: string,
    args: (at: Readonly<Record<string, Address>>) => readonly unknown[],
    artefact = name,
  ): Step => ({
    ...{ kind: 'contract', name, artefact, arguments: args },
  });
  at = await chain.deploy(artefacts, [
    contract('AccessManager', () => [admin]),
    contract('PriceOracle', ({ AccessManager }) => [AccessManager, zeroAddress, 0]),
    contract('AIServiceAMM', ({ AccessManager }) => [AccessManager]),
    contract('AIPowerDerivatives', ({ AccessManager, PriceOracle }) => [AccessManager, PriceOracle]),
    ...['First', 'Second'].map((name) => contract(name, () => [admin, name, 'TOK', 18], 'BridgedToken')),
  ]);
}, BUILD_MS_MAX);
afterAll(() => chain?.stop());

const token = (name: string) => ({ name: 'BridgedToken', address: at[name] as Address }) as const;

describe('pools', () => {
  it('swap on the chain what TypeScript says they will, at whatever fee they ask then', async () => {
    const amm = contractOf(at, 'AIServiceAMM');
    const random = new Random(3);
    const [first, second] = [token('First').address, token('Second').address].sort((a, b) =>
      a.toLowerCase() < b.toLowerCase() ? -1 : 1,
    ) as [Address, Address];
    const key = {
      ...{ asset0: { token: first, id: 0n }, asset1: { token: second, id: 0n } },
      ...{ feeBps: 30, surchargeBpsMax: 200 },
    };
    for (const name of ['First', 'Second']) {
      await chain.mustSend(callOf(amm, 'setListed', [token(name).address, true]), admin);
      await chain.mustSend(callOf(token(name), 'crosschainMint', [admin, 10n ** 30n]), admin);
      await chain.mustSend(callOf(token(name), 'approve', [amm.address, maxUint256]), admin);
    }
    await chain.mustSend(callOf(amm, 'createPool', [key]), admin);
    const common = { key, recipient: admin, deadline: 2n ** 40n };
    const deposit = {
      amount0Max: 7n * 10n ** 24n,
      amount1Max: 3n * 10n ** 21n,
      amount0Min: 0n,
      amount1Min: 0n,
    };
    await chain.mustSend(callOf(amm, 'addLiquidity', [{ ...common, ...deposit }]), admin);
    const poolId = await readAt(chain.reader, amm, 'poolIdOf', [key]);
    const fees = new Set<bigint>();
    for (let count = 0; count < 40; count += 1) {
      const zeroForOne = random.nextBoolean(0.5);
      const { reserves } = await readAt(chain.reader, amm, 'pool', [poolId]);
      const sides = [reserves.amount0 as Amount, reserves.amount1 as Amount] as const;
      const [reserveIn, reserveOut] = zeroForOne ? sides : [sides[1], sides[0]];
      // From a few atoms to a fifth of the pool.
      const part31 = BigInt(1 + random.nextBelow(2 ** 31));
      const amount = (
        random.nextBoolean(0.2) ? part31 : (reserveIn * part31) / 10n ** BigInt(10 + random.nextBelow(4))
      ) as Amount;
      const quote = await readAt(chain.reader, amm, 'calculateOptimalSwap', [key, zeroForOne, amount]);
      const fee = (quote.feeBps * 10_000n) as Bps;
      fees.add(quote.feeBps);
      expect(swapOutputDown(amount, { reserveIn, reserveOut }, fee)).toBe(quote.amountOut);
      const part = optimalInputDown(amount, reserveIn, fee);
      expect(part).toBe(quote.swapIn);
      expect(swapOutputDown(part, { reserveIn, reserveOut }, fee)).toBe(quote.swapOut);
      if (quote.amountOut === 0n) continue;
      await chain.pass(1 + random.nextBelow(200));
      // The fee may have fallen by the time of the block; then the event says which it was.
      const before = await chain.head();
      await chain.mustSend(callOf(amm, 'swap', [{ ...common, zeroForOne, amount, limit: 0n }]), admin);
      const logs = await chain.reader.getLogs({ address: amm.address, fromBlock: BigInt(before + 1) });
      const swapped = logs
        .map((log) => eventOf('AIServiceAMM', log))
        .find((each) => each?.eventName === 'Swapped');
      if (swapped?.eventName !== 'Swapped') throw new Error('nothing was swapped');
      const { amount0, amount1, feeBps } = swapped.args;
      const output = swapOutputDown(amount, { reserveIn, reserveOut }, (feeBps * 10_000n) as Bps);
      expect(zeroForOne ? [amount0, amount1] : [amount1, amount0]).toEqual([amount, -output]);
      const least = swapInputUp(output, { reserveIn, reserveOut }, (feeBps * 10_000n) as Bps);
      expect(least.ok && least.value <= amount).toBe(true);
    }
    expect(fees.size).toBeGreaterThan(5);
  }, 120_000);
});

describe('options', () => {
  it('are quoted on the chain as TypeScript quotes them', async () => {
    const oracle = contractOf(at, 'PriceOracle');
    const options = contractOf(at, 'AIPowerDerivatives');
    const [underlying, cash] = [token('First').address, token('Second').address];
    await chain.ask('anvil_setCode', AGGREGATOR, aggregatorCode());
    const setAnswer = (answer: bigint) =>
      chain.ask(
        'anvil_setStorageAt',
        AGGREGATOR,
        pad('0x0', { size: 32 }),
        pad(numberToHex(answer), { size: 32 }),
      );
    await setAnswer(2_000n * E8);
    const source = { aggregator: AGGREGATOR, heartbeatSeconds: 3_600, decimals: 8 } as const;
    const bounds = { deviationBpsMax: 0, assetDecimals: 18, priceMin1e18: 1n, priceMax1e18: 10n ** 30n };
    for (const asset of [underlying, cash])
      await chain.mustSend(
        callOf(oracle, 'setFeed', [asset, { first: source, second: NO_SOURCE, ...bounds }] as never),
        admin,
      );
    for (const asset of [underlying, cash])
      await chain.mustSend(callOf(options, 'setCollateral', [asset, true]), admin);
    const random = new Random(8);
    const { timestamp } = await chain.reader.getBlock();
    const series: {
      readonly id: bigint;
      readonly kind: 'call' | 'put';
      readonly strike1e18: bigint;
      readonly expiry: bigint;
    }[] = [];
    for (const [kind, strike, days] of [
      ['call', 1_500n, 3n],
      ['call', 2_100n, 60n],
      ['put', 2_000n, 20n],
      ['put', 9_000n, 90n],
    ] as const) {
      const terms = {
        ...{ isCall: kind === 'call', underlying, collateral: kind === 'call' ? underlying : cash },
        ...{ strike1e18: strike * E18, expiry: timestamp + days * 86_400n + 12_345n },
      };
      const before = await chain.head();
      await chain.mustSend(callOf(options, 'createOption', [terms]), admin);
      const [created] = await chain.reader.getLogs({
        address: options.address,
        fromBlock: BigInt(before + 1),
      });
      const id = BigInt(created?.topics[1] as string);
      series.push({ id, kind, strike1e18: terms.strike1e18, expiry: terms.expiry });
    }
    for (let count = 0; count < 120; count += 1) {
      const { id, kind, strike1e18, expiry } = series[random.nextBelow(series.length)] as (typeof series)[0];
      await setAnswer(BigInt(1 + random.nextBelow(2 ** 31)) * BigInt(1 + random.nextBelow(500)));
      await chain.mine();
      const { number, timestamp: now } = await chain.reader.getBlock();
      const believed = {
        volatility1e18: BigInt(random.nextBelow(2 ** 31)) * BigInt(random.nextBelow(2 ** 30)),
        rate1e18: BigInt(random.nextBelow(2 ** 30) - 2 ** 29) * 10n ** 9n,
      };
      const spot1e18 = await readAt(chain.reader, oracle, 'price', [underlying], number);
      const terms: OptionTerms = { kind, spot1e18, strike1e18, seconds: expiry - now, ...believed };
      const ours = optionPremium(terms);
      const theirs = await readAt(
        ...([chain.reader, options, 'calculatePremium'] as const),
        [id, believed.volatility1e18, believed.rate1e18],
        number,
      );
      expect(
        ours,
        JSON.stringify(terms, (_, value) => String(value)),
      ).toEqual({ ok: true, value: theirs });
    }
  }, 120_000);
});
