import type { ChainEvent } from '@qca/ports';
import { describe, expect, it } from 'vitest';
import { foldHoldings } from './foldHoldings.ts';

const OWNER = '0x00000000000000000000000000000000000000AA';
const owner = OWNER.toLowerCase();

/** Events as the indexer keeps them; only what the fold reads is told apart. */
function told(...events: readonly (readonly [string, string, ChainEvent['args']])[]): ChainEvent[] {
  return events.map(([contract, event, args], logIndex) => ({
    ...{ contract, event, args, logIndex, address: `0x00${contract}`, blockNumber: 1 },
    ...{ blockHash: '0x1', transactionHash: '0x2', topics: [], data: '0x' },
  })) as unknown as ChainEvent[];
}

describe('foldHoldings', () => {
  it('follows a stake in the farm, its reward, and what is compounded', () => {
    const at = { poolId: '1', owner: OWNER, tranche: '0' };
    const { farmStakes, farmRewards } = foldHoldings(
      told(
        ['AIPowerYieldFarm', 'Funded', { poolId: '1', amount: '100', endsAt: '9' }],
        ['AIPowerYieldFarm', 'Staked', { ...at, amount: '50', freeAt: '0' }],
        ['AIPowerYieldFarm', 'Compounded', { ...at, amount: '10' }],
        ['AIPowerYieldFarm', 'Claimed', { ...at, amount: '5', recipient: OWNER }],
        ['AIPowerYieldFarm', 'Withdrawn', { ...at, amount: '20', recipient: OWNER }],
      ),
    );
    expect([...farmStakes]).toEqual([[`1 ${owner} 0`, 40n]]);
    expect([...farmRewards]).toEqual([['1', 85n]]);
  });

  it('does not take what other contracts say by the same names for the farm', () => {
    const { farmStakes, farmRewards, stakes } = foldHoldings(
      told(
        ['ModelRegistry', 'Staked', { modelId: '1', from: OWNER, amount: '7' }],
        ['StakedVotes', 'Staked', { account: OWNER, amount: '8' }],
        ['VotingRewards', 'Funded', { proposalId: '1', from: OWNER, amount: '9' }],
        ['VotingRewards', 'Claimed', { proposalId: '1', voter: OWNER, amount: '3' }],
        ['QPAExecutor', 'Withdrawn', { token: OWNER, treasury: OWNER, amount: '2' }],
      ),
    );
    expect(farmStakes.size + farmRewards.size).toBe(0);
    expect([...stakes]).toEqual([[owner, 8n]]);
  });

  it('knows what a split still holds, and leaves out one that holds nothing', () => {
    const { splits } = foldHoldings(
      told(
        ['ProfitSplitter', 'ProfitReceived', { splitId: '1', from: OWNER, amount: '100' }],
        ['ProfitSplitter', 'Paid', { splitId: '1', account: OWNER, recipient: OWNER, amount: '30' }],
        ['ProfitSplitter', 'ProfitReceived', { splitId: '2', from: OWNER, amount: '5' }],
        ['ProfitSplitter', 'Paid', { splitId: '2', account: OWNER, recipient: OWNER, amount: '5' }],
      ),
    );
    expect([...splits]).toEqual([['1', 70n]]);
  });

  it('knows which series of claims have ended, and at what', () => {
    const { series } = foldHoldings(
      told(
        [
          'PredictionMarket',
          'SeriesOpened',
          { seriesId: '2', collateral: OWNER, expiry: '9', voidRatio1e18: '5' },
        ],
        [
          'PredictionMarket',
          'SeriesOpened',
          { seriesId: '4', collateral: OWNER, expiry: '9', voidRatio1e18: '5' },
        ],
        ['PredictionMarket', 'SeriesEnded', { seriesId: '4', stage: '3', longRatio1e18: '1000' }],
      ),
    );
    expect([...series]).toEqual([
      ['0x00predictionmarket 2', undefined],
      ['0x00predictionmarket 4', 1_000n],
    ]);
  });
});
