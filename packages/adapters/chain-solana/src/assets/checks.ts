import { type Address, isAddress } from '@solana/kit';
import { type AssetRejection, U64_MAX } from './AssetRejection.ts';
import type { AssetFacts, Holding } from './readAccounts.ts';

/** Decimals are one byte. */
const DECIMALS_MAX = 255;

export function findRefusedAddress(addresses: readonly (string | undefined)[]): AssetRejection | undefined {
  const address = addresses.find((each) => each !== undefined && each !== 'nobody' && !isAddress(each));
  if (address === undefined) return undefined;
  return { kind: 'bad-address', address, sentence: `"${address}" is not an address of Solana.` };
}

export function findWrongAmount(amount: bigint): AssetRejection | undefined {
  if (amount <= 0n) return { kind: 'bad-amount', amount, sentence: `${amount} units are nothing to move.` };
  return amount > U64_MAX ? tooLarge(amount, 0n) : undefined;
}

interface Planned {
  readonly decimals: number;
  readonly mintAuthority: Address | 'nobody';
  readonly firstSupply?: bigint;
}

/** What is wrong with an asset that is to be made. */
export function findMisfit({ decimals, mintAuthority, firstSupply }: Planned): AssetRejection | undefined {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > DECIMALS_MAX) {
    const sentence = `An asset has from 0 to ${DECIMALS_MAX} decimals, not ${decimals}.`;
    return { kind: 'bad-decimals', decimals, sentence };
  }
  if (mintAuthority === 'nobody' && firstSupply === undefined) {
    const sentence = 'Nobody could make any of this asset, ever: name a first supply, or who may make it.';
    return { kind: 'nothing-to-fix', sentence };
  }
  return firstSupply === undefined ? undefined : findWrongAmount(firstSupply);
}

export function findWrongDecimals(asked: number, { decimals }: AssetFacts): AssetRejection | undefined {
  if (asked === decimals) return undefined;
  const sentence = `The asset has ${decimals} decimals, and the amount was meant for ${asked}.`;
  return { kind: 'wrong-decimals', asked, actual: decimals, sentence };
}

export function findWrongAuthority(
  which: 'mint' | 'freeze',
  facts: AssetFacts,
  account: Address,
): AssetRejection | undefined {
  const authority = which === 'mint' ? facts.mintAuthority : facts.freezeAuthority;
  const what = which === 'mint' ? 'make more of' : 'freeze accounts of';
  if (authority === undefined) {
    const sentence = `Nobody may ${what} ${facts.mint}: the ${which} authority was given up, or never was.`;
    return { kind: 'no-authority', which, sentence };
  }
  if (authority === account) return undefined;
  const sentence = `Only ${authority} may ${what} ${facts.mint}, and not ${account}.`;
  return { kind: 'wrong-authority', account, authority, sentence };
}

interface Use {
  readonly amount?: bigint;
  /** When there must be room in its supply. */
  readonly facts?: AssetFacts;
  readonly source?: Holding;
  readonly receiver?: Holding;
  /** An account that must exist, and be frozen or not. */
  readonly holding?: Holding;
  readonly frozen?: boolean;
}

/** What stands against an action in the accounts that it touches. */
export function findMisuse({
  amount = 0n,
  facts,
  source,
  receiver,
  holding,
  frozen,
}: Use): AssetRejection | undefined {
  if (facts !== undefined && facts.supply + amount > U64_MAX) return tooLarge(amount, facts.supply);
  if (source?.frozen === true) return frozenAccount(source);
  if (receiver?.frozen === true) return frozenAccount(receiver);
  if (source !== undefined && source.balance < amount) {
    const sentence = `${source.owner} has ${source.balance} units, and ${amount} are to leave.`;
    return { kind: 'not-enough-balance', balance: source.balance, amount, sentence };
  }
  if (holding === undefined) return undefined;
  const { owner, account } = holding;
  if (!holding.exists)
    return { kind: 'no-account', owner, sentence: `${owner} has no account for this asset.` };
  if (holding.frozen === frozen) return undefined;
  if (holding.frozen) return frozenAccount(holding);
  return { kind: 'not-frozen', account, sentence: `Account ${account} of ${owner} is not frozen.` };
}

/** Lamports. */
export function findPoverty(lamports: bigint, needed: bigint): AssetRejection | undefined {
  if (lamports >= needed) return undefined;
  const sentence = `Fee and rent come to ${needed} lamports, and the account that pays has ${lamports}.`;
  return { kind: 'not-enough-sol', lamports, needed, sentence };
}

function frozenAccount({ account, owner }: Holding): AssetRejection {
  return { kind: 'frozen-account', account, sentence: `Account ${account} of ${owner} is frozen.` };
}

function tooLarge(amount: bigint, supply: bigint): AssetRejection {
  const sentence = `${amount} units on top of ${supply} are more than ${U64_MAX}, the most that 64 bits hold.`;
  return { kind: 'too-large', amount, supply, max: U64_MAX, sentence };
}
