import { accept, assert, type Result, reject, type TimeUs } from '@qca/base';
import { type Address, createNoopSigner, type Instruction } from '@solana/kit';
import {
  AuthorityType,
  getBurnCheckedInstruction,
  getCreateAssociatedTokenIdempotentInstruction,
  getFreezeAccountInstruction,
  getInitializeMint2Instruction,
  getMintSize,
  getMintToCheckedInstruction,
  getSetAuthorityInstruction,
  getThawAccountInstruction,
  getTokenSize,
  getTransferCheckedInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from '@solana-program/token';
import type { RawAccount } from '../rpc/SolanaNode.ts';
import type { SolanaTransaction } from '../send/SolanaAction.ts';
import type { SolanaChain } from '../send/SolanaChain.ts';
import { feeUp } from '../send/signTransaction.ts';
import type { AssetRejection } from './AssetRejection.ts';
import {
  findMisfit,
  findMisuse,
  findPoverty,
  findRefusedAddress,
  findWrongAmount,
  findWrongAuthority,
  findWrongDecimals,
} from './checks.ts';
import { type AssetFacts, associatedAccountOf, type Holding, readHolding, readMint } from './readAccounts.ts';
import { makeMintAccount, seededMintOf } from './seededMint.ts';

/** What every action on an asset has. */
interface Asked {
  /** Chosen by whoever asks, so that asking twice has one effect. */
  readonly id: string;
  /** Not tried again after this. */
  readonly untilUs?: TimeUs;
}

export interface AssetToCreate extends Asked {
  readonly decimals: number;
  /** Who may make more of it. With nobody the first supply is all there will ever be. */
  readonly mintAuthority: Address | 'nobody';
  readonly freezeAuthority: Address | 'nobody';
  /** Made for the account of the chain at once. Units of the last decimal. */
  readonly firstSupply?: bigint;
}

/** Which asset, and how its amounts are to be read: the chain refuses when the decimals are others. */
interface OfAsset extends Asked {
  readonly mint: Address;
  readonly decimals: number;
  /** Units of the last decimal. */
  readonly amount: bigint;
}

export interface AssetMove extends OfAsset {
  /** A person, not one of his accounts. */
  readonly to: Address;
}

export interface AccountSwitch extends Asked {
  readonly mint: Address;
  /** Whose account. */
  readonly owner: Address;
}

export interface AuthorityChange extends Asked {
  readonly mint: Address;
  readonly which: 'mint' | 'freeze';
  /** With nobody it is given up, and cannot be had back. */
  readonly to: Address | 'nobody';
}

type Taken<Value = SolanaTransaction> = Promise<Result<Value, AssetRejection>>;

/** The state that an action is checked against: all as of one slot. */
interface State {
  readonly lamports: bigint;
  readonly facts: AssetFacts;
  /** In the order of the owners asked for. */
  readonly holdings: readonly Holding[];
}

/**
 * Assets of the SPL token program, handled by the account of one chain.
 *
 * What can be seen beforehand is refused with its numbers. The transaction itself checks again when it lands: whose account it is,
 * which asset, how many decimals.
 */
export class SplAssets {
  readonly #chain: SolanaChain;

  constructor(chain: SolanaChain) {
    this.#chain = chain;
  }

  /**
   * Makes an asset. Its address follows from the account and the id, so even without a log it is made once only.
   *
   * Rejects: `bad-decimals`, `bad-address`, `bad-amount`, `too-large`, `nothing-to-fix`, `already-made`, `not-enough-sol`.
   */
  async createAsset(
    asked: AssetToCreate,
  ): Taken<{ readonly mint: Address; readonly transaction: SolanaTransaction }> {
    const { account } = this.#chain;
    const { id, decimals, mintAuthority, freezeAuthority, firstSupply } = asked;
    const place = await seededMintOf(account, id);
    const content = contentOf('createAsset', [decimals, mintAuthority, freezeAuthority, firstSupply ?? '']);
    const known = this.#chain.known({ ...asked, content });
    if (known !== undefined) return accept({ mint: place.mint, transaction: known });
    const refused = findMisfit(asked) ?? findRefusedAddress([mintAuthority, freezeAuthority]);
    if (refused !== undefined) return reject(refused);
    const [payer, there] = await this.#read([account, place.mint]);
    if (there?.program === TOKEN_PROGRAM_ADDRESS) return reject(alreadyMade(place.mint));
    const rent = await this.#chain.node.rentOf(getMintSize());
    const missing = rent > (there?.lamports ?? 0n) ? rent - (there?.lamports ?? 0n) : 0n;
    const poor = await this.#findPoverty(payer, missing, firstSupply === undefined ? 0 : 1);
    if (poor !== undefined) return reject(poor);
    const instructions = [...makeMintAccount(place, missing), ...(await this.#settleMint(place.mint, asked))];
    const taken = await this.#submit(asked, content, instructions);
    return taken.ok ? accept({ mint: place.mint, transaction: taken.value }) : taken;
  }

  /**
   * Makes more of an asset, for somebody. His account is made when he has none; we pay its rent.
   *
   * Rejects: `bad-amount`, `too-large`, `bad-address`, `wrong-mint`, `wrong-decimals`, `no-authority`, `wrong-authority`,
   * `not-a-person`, `foreign-account`, `frozen-account`, `not-enough-sol`.
   */
  mint(asked: AssetMove): Taken {
    const { mint, decimals, amount, to } = asked;
    return this.#do('mint', asked, [mint, decimals, amount, to], [to], ({ facts, holdings: [receiver] }) => {
      assert(receiver !== undefined, 'a holding was read for the receiver');
      const refused =
        findWrongDecimals(decimals, facts) ??
        findWrongAuthority('mint', facts, this.#chain.account) ??
        findMisuse({ facts, amount, receiver });
      if (refused !== undefined) return reject(refused);
      return accept([this.#holdingFor(receiver, mint), this.#mintTo(mint, receiver.account, asked)]);
    });
  }

  /**
   * Destroys what the account of the chain has.
   *
   * Rejects: `bad-amount`, `too-large`, `bad-address`, `wrong-mint`, `wrong-decimals`, `foreign-account`, `frozen-account`,
   * `not-enough-balance`, `not-enough-sol`.
   */
  burn(asked: OfAsset): Taken {
    const { mint, decimals, amount } = asked;
    const { account } = this.#chain;
    return this.#do('burn', asked, [mint, decimals, amount], [account], ({ facts, holdings: [own] }) => {
      assert(own !== undefined, 'a holding was read for us');
      const refused = findWrongDecimals(decimals, facts) ?? findMisuse({ amount, source: own });
      if (refused !== undefined) return reject(refused);
      const authority = createNoopSigner(account);
      return accept([getBurnCheckedInstruction({ account: own.account, mint, authority, amount, decimals })]);
    });
  }

  /**
   * Gives somebody what the account of the chain has. His account is made when he has none; we pay its rent.
   *
   * Rejects: `bad-amount`, `too-large`, `bad-address`, `wrong-mint`, `wrong-decimals`, `not-a-person`, `foreign-account`,
   * `frozen-account`, `not-enough-balance`, `not-enough-sol`.
   */
  transfer(asked: AssetMove): Taken {
    const { mint, decimals, amount, to } = asked;
    const { account } = this.#chain;
    const owners = [account, to];
    return this.#do('transfer', asked, [mint, decimals, amount, to], owners, ({ facts, holdings }) => {
      const [source, receiver] = holdings;
      assert(source !== undefined && receiver !== undefined, 'holdings were read for both');
      const refused = findWrongDecimals(decimals, facts) ?? findMisuse({ amount, source, receiver });
      if (refused !== undefined) return reject(refused);
      const ends = { source: source.account, destination: receiver.account };
      const authority = createNoopSigner(account);
      return accept([
        this.#holdingFor(receiver, mint),
        getTransferCheckedInstruction({ ...ends, mint, authority, amount, decimals }),
      ]);
    });
  }

  /** Rejects: `bad-address`, `wrong-mint`, `no-authority`, `wrong-authority`, `no-account`, `foreign-account`, `frozen-account`, `not-enough-sol`. */
  freeze(asked: AccountSwitch): Taken {
    return this.#switch('freeze', asked);
  }

  /** Rejects: `bad-address`, `wrong-mint`, `no-authority`, `wrong-authority`, `no-account`, `foreign-account`, `not-frozen`, `not-enough-sol`. */
  thaw(asked: AccountSwitch): Taken {
    return this.#switch('thaw', asked);
  }

  /**
   * Hands an authority of the asset over, or gives it up for good.
   *
   * Rejects: `bad-address`, `wrong-mint`, `no-authority`, `wrong-authority`, `not-enough-sol`.
   */
  setAuthority(asked: AuthorityChange): Taken {
    const { mint, which, to } = asked;
    const bad = findRefusedAddress([to]);
    if (bad !== undefined) return Promise.resolve(reject(bad));
    return this.#do('setAuthority', asked, [mint, which, to], [], ({ facts }) => {
      const refused = findWrongAuthority(which, facts, this.#chain.account);
      return refused === undefined ? accept([this.#authorityTo(mint, which, to)]) : reject(refused);
    });
  }

  /** What the chain knows of an asset. Rejects: `bad-address`, `wrong-mint`. */
  async asset(mint: Address): Taken<AssetFacts> {
    const bad = findRefusedAddress([mint]);
    if (bad !== undefined) return reject(bad);
    const [raw] = await this.#read([mint]);
    return readMint(mint, raw);
  }

  /** What somebody has of an asset; nothing of it is a balance of 0. Rejects: `bad-address`, `wrong-mint`, `foreign-account`. */
  async holding(mint: Address, owner: Address): Taken<Holding> {
    const state = await this.#stateOf(mint, [owner]);
    if (!state.ok) return state;
    const [holding] = state.value.holdings;
    assert(holding !== undefined, 'a holding was read');
    return accept(holding);
  }

  #switch(what: 'freeze' | 'thaw', asked: AccountSwitch): Taken {
    const { mint, owner } = asked;
    return this.#do(what, asked, [mint, owner], [owner], ({ facts, holdings: [holding] }) => {
      assert(holding !== undefined, 'a holding was read');
      const refused =
        findWrongAuthority('freeze', facts, this.#chain.account) ??
        findMisuse({ frozen: what === 'thaw', holding });
      if (refused !== undefined) return reject(refused);
      const input = { account: holding.account, mint, owner: createNoopSigner(this.#chain.account) };
      return accept([
        what === 'freeze' ? getFreezeAccountInstruction(input) : getThawAccountInstruction(input),
      ]);
    });
  }

  /** Everything that all actions on an asset have in common: known already, addresses, state, SOL, submission. */
  async #do(
    name: string,
    asked: Asked & { readonly mint: Address; readonly to?: Address | 'nobody'; readonly amount?: bigint },
    words: readonly unknown[],
    owners: readonly Address[],
    plan: (state: State) => Result<readonly Instruction[], AssetRejection>,
  ): Taken {
    const content = contentOf(name, words);
    const known = this.#chain.known({ ...asked, content });
    if (known !== undefined) return accept(known);
    const wrong = asked.amount === undefined ? undefined : findWrongAmount(asked.amount);
    if (wrong !== undefined) return reject(wrong);
    const state = await this.#stateOf(asked.mint, owners);
    if (!state.ok) return state;
    const planned = plan(state.value);
    if (!planned.ok) return planned;
    // Accounts are made for receivers only; the others must be there.
    const toMake = state.value.holdings.filter(({ exists }) => !exists).length;
    const poor = await this.#findPoverty({ lamports: state.value.lamports }, 0n, toMake);
    return poor === undefined ? this.#submit(asked, content, planned.value) : reject(poor);
  }

  async #stateOf(mint: Address, owners: readonly Address[]): Promise<Result<State, AssetRejection>> {
    const bad = findRefusedAddress([mint, ...owners]);
    if (bad !== undefined) return reject(bad);
    const accounts = await Promise.all(owners.map((owner) => associatedAccountOf(mint, owner)));
    const [payer, ofMint, ...rest] = await this.#read([this.#chain.account, mint, ...accounts, ...owners]);
    const facts = readMint(mint, ofMint);
    if (!facts.ok) return facts;
    const holdings: Holding[] = [];
    for (const [index, owner] of owners.entries()) {
      if (rest[owners.length + index]?.program === TOKEN_PROGRAM_ADDRESS) return reject(notAPerson(owner));
      const holding = readHolding({ mint, owner, account: accounts[index] as Address }, rest[index]);
      if (!holding.ok) return holding;
      holdings.push(holding.value);
    }
    return accept({ lamports: payer?.lamports ?? 0n, facts: facts.value, holdings });
  }

  #read(addresses: readonly Address[]): Promise<readonly (RawAccount | undefined)[]> {
    return this.#chain.node.accounts(addresses, this.#chain.network.commitments.read);
  }

  async #findPoverty(
    payer: Pick<RawAccount, 'lamports'> | undefined,
    extra: bigint,
    accountsToMake: number,
  ): Promise<AssetRejection | undefined> {
    const rent = accountsToMake === 0 ? 0n : await this.#chain.node.rentOf(getTokenSize());
    const needed = feeUp({ units: 0, unitPrice: 0n }) + extra + BigInt(accountsToMake) * rent;
    return findPoverty(payer?.lamports ?? 0n, needed);
  }

  async #submit({ id, untilUs }: Asked, content: string, instructions: readonly Instruction[]): Taken {
    return this.#chain.submit({ id, content, instructions, ...(untilUs === undefined ? {} : { untilUs }) });
  }

  /** Makes the account if it is not there, and fails in the same transaction if it is not his. */
  #holdingFor({ account, owner }: Holding, mint: Address): Instruction {
    const payer = createNoopSigner(this.#chain.account);
    return getCreateAssociatedTokenIdempotentInstruction({ payer, ata: account, owner, mint });
  }

  #mintTo(
    mint: Address,
    token: Address,
    of: { readonly amount: bigint; readonly decimals: number },
  ): Instruction {
    const mintAuthority = createNoopSigner(this.#chain.account);
    return getMintToCheckedInstruction({
      mint,
      token,
      mintAuthority,
      amount: of.amount,
      decimals: of.decimals,
    });
  }

  #authorityTo(mint: Address, which: 'mint' | 'freeze', to: Address | 'nobody'): Instruction {
    return getSetAuthorityInstruction({
      ...{ owned: mint, owner: createNoopSigner(this.#chain.account) },
      authorityType: which === 'mint' ? AuthorityType.MintTokens : AuthorityType.FreezeAccount,
      newAuthority: to === 'nobody' ? null : to,
    });
  }

  /** A first supply needs our authority; it is handed over in the same transaction. */
  async #settleMint(mint: Address, asked: AssetToCreate): Promise<readonly Instruction[]> {
    const { account } = this.#chain;
    const { decimals, mintAuthority, freezeAuthority, firstSupply } = asked;
    const freeze = freezeAuthority === 'nobody' ? null : freezeAuthority;
    const first = firstSupply === undefined && mintAuthority !== 'nobody' ? mintAuthority : account;
    const made = getInitializeMint2Instruction({
      mint,
      decimals,
      mintAuthority: first,
      freezeAuthority: freeze,
    });
    if (firstSupply === undefined) return [made];
    const own = await associatedAccountOf(mint, account);
    const holding = { owner: account, account: own, exists: false, balance: 0n, frozen: false };
    return [
      ...[made, this.#holdingFor(holding, mint), this.#mintTo(mint, own, { amount: firstSupply, decimals })],
      ...(mintAuthority === account ? [] : [this.#authorityTo(mint, 'mint', mintAuthority)]),
    ];
  }
}

/** What was asked for, in words that do not change between two askings. */
function contentOf(name: string, words: readonly unknown[]): string {
  return JSON.stringify([name, ...words.map(String)]);
}

function alreadyMade(mint: Address): AssetRejection {
  const sentence = `Asset ${mint} was made under this id before; the log that we have does not know of it.`;
  return { kind: 'already-made', mint, sentence };
}

function notAPerson(address: Address): AssetRejection {
  const sentence = `${address} is an account of the token program; name the person who owns it.`;
  return { kind: 'not-a-person', address, sentence };
}
