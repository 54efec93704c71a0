import { REFUSALS } from './ApiError.ts';
import { type Call, marketOf } from './Operation.ts';
import { decimalText } from './Steps.ts';

// What an account may ask of itself: balances, fees, the key of its stream.

export function runAccount({ desk, account }: Call): unknown {
  const { makerCommission: maker, takerCommission: taker } = desk.rules;
  return {
    makerCommission: Math.round(Number(maker) * 10_000),
    takerCommission: Math.round(Number(taker) * 10_000),
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker, taker, buyer: '0.00000000', seller: '0.00000000' },
    canTrade: true,
    canWithdraw: false,
    canDeposit: false,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: account.updatedMs,
    accountType: 'SPOT',
    balances: [...account.balances].map(([asset, { free, locked }]) => ({
      asset,
      free: decimalText(free),
      locked: decimalText(locked),
    })),
    permissions: ['SPOT'],
    uid: account.id,
  };
}

export function runCommission(call: Call): unknown {
  const { makerCommission: maker, takerCommission: taker, commissionAsset } = call.desk.rules;
  const coin = typeof commissionAsset === 'object' ? commissionAsset : undefined;
  const none = { maker: '0.00000000', taker: '0.00000000', buyer: '0.00000000', seller: '0.00000000' };
  return {
    symbol: marketOf(call).symbol,
    standardCommission: { maker, taker, buyer: '0.00000000', seller: '0.00000000' },
    taxCommission: none,
    discount: {
      enabledForAccount: coin !== undefined,
      enabledForSymbol: coin !== undefined,
      discountAsset: coin?.asset ?? 'BNB',
      // What is charged, not what is taken off.
      discount: coin?.multiplier ?? '0.75000000',
    },
  };
}

export function renewKey({ desk, account, params }: Call): unknown {
  if (!desk.users.renewKey(account, params.need('listenKey'))) throw REFUSALS.badListenKey();
  return {};
}

export function closeKey({ desk, account, params }: Call): unknown {
  if (!desk.users.closeKey(account, params.need('listenKey'))) throw REFUSALS.badListenKey();
  return {};
}

export function runCoins({ desk }: Call): unknown {
  const coins = new Set<string>();
  for (const { instrument } of desk.markets.values()) coins.add(instrument.base.id).add(instrument.quote.id);
  return [...coins].map((coin) => ({
    coin,
    depositAllEnable: false,
    withdrawAllEnable: false,
    name: coin,
    free: '0',
    locked: '0',
    freeze: '0',
    withdrawing: '0',
    ipoing: '0',
    ipoable: '0',
    storage: '0',
    isLegalMoney: false,
    trading: true,
    networkList: [],
  }));
}

export function runTradeFees({ desk }: Call): unknown {
  return [...desk.markets.values()].map(({ symbol }) => ({
    symbol,
    makerCommission: desk.rules.makerCommission,
    takerCommission: desk.rules.takerCommission,
  }));
}
