import { accept, type Result, reject } from '@qca/base';
import { type Address, unwrapOption } from '@solana/kit';
import {
  AccountState,
  findAssociatedTokenPda,
  getMintDecoder,
  getMintSize,
  getTokenDecoder,
  getTokenSize,
  TOKEN_PROGRAM_ADDRESS,
} from '@solana-program/token';
import { SYSTEM_PROGRAM } from '../errors/explainError.ts';
import type { RawAccount } from '../rpc/SolanaNode.ts';
import type { AssetRejection } from './AssetRejection.ts';

/** What the chain knows of an asset. */
export interface AssetFacts {
  /** The asset's name for machines. Names for people say nothing: anybody can make an asset that looks the same. */
  readonly mint: Address;
  readonly decimals: number;
  /** Units of the last decimal. */
  readonly supply: bigint;
  /** Who may make more of it; nobody when absent, for good. */
  readonly mintAuthority: Address | undefined;
  /** Who may freeze accounts of it; nobody when absent, for good. */
  readonly freezeAuthority: Address | undefined;
}

/** What somebody has of an asset. */
export interface Holding {
  readonly owner: Address;
  /** The associated account, whether it exists or not. */
  readonly account: Address;
  readonly exists: boolean;
  /** Units of the last decimal. */
  readonly balance: bigint;
  readonly frozen: boolean;
}

/** Where somebody keeps an asset. Source: Associated Token Account program. */
export async function associatedAccountOf(mint: Address, owner: Address): Promise<Address> {
  const [account] = await findAssociatedTokenPda({ mint, owner, tokenProgram: TOKEN_PROGRAM_ADDRESS });
  return account;
}

/** Rejects: `wrong-mint`. */
export function readMint(mint: Address, account: RawAccount | undefined): Result<AssetFacts, AssetRejection> {
  const isMint =
    account !== undefined &&
    account.program === TOKEN_PROGRAM_ADDRESS &&
    account.data.length === getMintSize();
  const found = isMint ? getMintDecoder().decode(account.data) : undefined;
  if (found === undefined || !found.isInitialized) return reject(notAMint(mint, account));
  const { decimals, supply, mintAuthority, freezeAuthority } = found;
  return accept({
    ...{ mint, decimals, supply },
    mintAuthority: unwrapOption(mintAuthority) ?? undefined,
    freezeAuthority: unwrapOption(freezeAuthority) ?? undefined,
  });
}

function notAMint(mint: Address, account: RawAccount | undefined): AssetRejection {
  const why =
    account === undefined
      ? 'there is nothing'
      : account.program === TOKEN_PROGRAM_ADDRESS
        ? 'it is an account of the token program, but no mint'
        : `it belongs to program ${account.program}`;
  const sentence = `${mint} is no asset of the SPL token program: ${why}.`;
  return { kind: 'wrong-mint', mint, program: account?.program, sentence };
}

/** Rejects: `foreign-account` for one that is not what its address promises. */
export function readHolding(
  { mint, owner, account }: { readonly mint: Address; readonly owner: Address; readonly account: Address },
  raw: RawAccount | undefined,
): Result<Holding, AssetRejection> {
  // Anybody may pay lamports to an address that is not in use; the program that makes the account copes with it.
  if (raw === undefined || (raw.data.length === 0 && raw.program === SYSTEM_PROGRAM))
    return accept({ owner, account, exists: false, balance: 0n, frozen: false });
  if (raw.program !== TOKEN_PROGRAM_ADDRESS || raw.data.length !== getTokenSize())
    return reject(foreign(account, owner, `program ${raw.program}`));
  const found = getTokenDecoder().decode(raw.data);
  if (found.owner !== owner) return reject(foreign(account, owner, found.owner));
  if (found.mint !== mint || found.state === AccountState.Uninitialized)
    return reject(foreign(account, owner, `asset ${found.mint}`));
  const frozen = found.state === AccountState.Frozen;
  return accept({ owner, account, exists: true, balance: found.amount, frozen });
}

function foreign(account: Address, owner: Address, actual: string): AssetRejection {
  const sentence = `Account ${account} is where ${owner} keeps this asset, and it belongs to ${actual}.`;
  return { kind: 'foreign-account', account, owner, actual, sentence };
}
