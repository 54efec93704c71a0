import type { Address } from '@solana/kit';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Actor, refused, TestNet, taken } from '../testNet.fixture.ts';
import { U64_MAX } from './AssetRejection.ts';
import { associatedAccountOf } from './readAccounts.ts';

/** Rent of 165 and 82 bytes: (128 + bytes) bytes at 3,480 lamports a byte-year, two years ahead. Source: Solana, "Rent". */
const RENT_165 = 2_039_280n;
const RENT_82 = 1_461_600n;
const FEE = 5_000n;

let net: TestNet;
let issuer: Actor;
let holder: Actor;
let mint: Address;

beforeEach(async () => {
  net = new TestNet();
  issuer = await net.actor(1);
  holder = await net.actor(2);
  const { address } = issuer;
  const asked = { id: 'make', decimals: 6, mintAuthority: address, freezeAuthority: address };
  mint = taken(await issuer.assets.createAsset(asked)).mint;
  await net.settle(issuer);
});

const balanceOf = async (who: Address) => taken(await issuer.assets.holding(mint, who)).balance;
const supply = async () => taken(await issuer.assets.asset(mint)).supply;
const give = async (id: string, to: Address, amount: bigint) => {
  taken(await issuer.assets.mint({ id, mint, decimals: 6, to, amount }));
  await net.settle(issuer);
};

describe('an SPL asset', () => {
  it('has the decimals and authorities it was made with, and nothing of it exists', async () => {
    const { address } = issuer;
    const facts = { mint, decimals: 6, supply: 0n, mintAuthority: address, freezeAuthority: address };
    expect(taken(await issuer.assets.asset(mint))).toEqual(facts);
    expect(await net.lamportsOf(mint)).toBe(RENT_82);
    expect(await net.lamportsOf(address)).toBe(10_000_000_000n - RENT_82 - FEE);
  });

  it('is minted, transferred to somebody without an account, and burned, exact to the unit', async () => {
    await give('a', issuer.address, 1_000_001n);
    const before = await net.lamportsOf(issuer.address);
    taken(await issuer.assets.transfer({ id: 'b', mint, decimals: 6, to: holder.address, amount: 400_000n }));
    await net.settle(issuer);
    expect(before - (await net.lamportsOf(issuer.address))).toBe(FEE + RENT_165);
    taken(await holder.assets.burn({ id: 'c', mint, decimals: 6, amount: 1n }));
    await net.settle(holder);
    expect(await balanceOf(issuer.address)).toBe(600_001n);
    expect(await balanceOf(holder.address)).toBe(399_999n);
    expect(await supply()).toBe(1_000_000n);
  });

  it('exists up to the last number of 64 bits', async () => {
    await give('a', holder.address, U64_MAX);
    expect(await balanceOf(holder.address)).toBe(18_446_744_073_709_551_615n);
  });

  it('cannot leave a frozen account, and can again when it is thawed', async () => {
    await give('a', holder.address, 10n);
    taken(await issuer.assets.freeze({ id: 'b', mint, owner: holder.address }));
    await net.settle(issuer);
    expect(taken(await issuer.assets.holding(mint, holder.address))).toMatchObject({
      frozen: true,
      balance: 10n,
    });
    const move = { mint, decimals: 6, to: issuer.address, amount: 4n };
    expect(refused(await holder.assets.transfer({ id: 'c', ...move })).kind).toBe('frozen-account');
    taken(await issuer.assets.thaw({ id: 'd', mint, owner: holder.address }));
    await net.settle(issuer);
    taken(await holder.assets.transfer({ id: 'c', ...move }));
    await net.settle(holder);
    expect(await balanceOf(issuer.address)).toBe(4n);
  });

  it('obeys who was handed the authority, and no longer who handed it over', async () => {
    const to = holder.address;
    taken(await issuer.assets.setAuthority({ id: 'a', mint, which: 'mint', to }));
    await net.settle(issuer);
    const more = { mint, decimals: 6, to, amount: 5n };
    expect(refused(await issuer.assets.mint({ id: 'b', ...more })).kind).toBe('wrong-authority');
    taken(await holder.assets.mint({ id: 'b', ...more }));
    await net.settle(holder);
    expect(await balanceOf(to)).toBe(5n);
  });

  it('has a fixed supply for good when the authority is given up', async () => {
    await give('a', holder.address, 5n);
    taken(await issuer.assets.setAuthority({ id: 'b', mint, which: 'mint', to: 'nobody' }));
    taken(await issuer.assets.setAuthority({ id: 'c', mint, which: 'freeze', to: 'nobody' }));
    await net.settle(issuer);
    const facts = taken(await issuer.assets.asset(mint));
    expect([facts.mintAuthority, facts.freezeAuthority]).toEqual([undefined, undefined]);
    const more = { id: 'd', mint, decimals: 6, to: holder.address, amount: 5n };
    expect(refused(await issuer.assets.mint(more))).toMatchObject({ kind: 'no-authority', which: 'mint' });
    const frozen = await issuer.assets.freeze({ id: 'e', mint, owner: holder.address });
    expect(refused(frozen)).toMatchObject({ kind: 'no-authority', which: 'freeze' });
    const back = { id: 'f', mint, which: 'mint', to: issuer.address } as const;
    expect(refused(await issuer.assets.setAuthority(back)).kind).toBe('no-authority');
  });

  it('can be made with all there will ever be of it, in one transaction', async () => {
    const asked = { id: 'fixed', decimals: 0, firstSupply: 21n } as const;
    const nobody = { mintAuthority: 'nobody', freezeAuthority: 'nobody' } as const;
    const made = taken(await issuer.assets.createAsset({ ...asked, ...nobody }));
    await net.settle(issuer);
    const facts = taken(await issuer.assets.asset(made.mint));
    expect(facts).toMatchObject({ supply: 21n, mintAuthority: undefined, freezeAuthority: undefined });
    expect(taken(await issuer.assets.holding(made.mint, issuer.address)).balance).toBe(21n);
  });

  it('is not made again under its id, even by who has lost his log', async () => {
    const again = await net.actor(1, { lamports: 0n });
    const { address } = issuer;
    const asked = { id: 'make', decimals: 6, mintAuthority: address, freezeAuthority: address };
    const known = taken(await issuer.assets.createAsset(asked));
    expect(known.mint).toBe(mint);
    expect(refused(await again.assets.createAsset(asked))).toMatchObject({ kind: 'already-made', mint });
  });
});

describe('what is refused, with its numbers, before anything is sent', () => {
  const move = { decimals: 6, amount: 5n };

  it('minting by somebody without the authority', async () => {
    const more = { id: 'x', mint, to: holder.address, ...move };
    const rejection = refused(await holder.assets.mint(more));
    expect(rejection).toMatchObject({ account: holder.address, authority: issuer.address });
    expect(rejection.sentence).toBe(
      `Only ${issuer.address} may make more of ${mint}, and not ${holder.address}.`,
    );
    expect(holder.chain.find('x')).toBeUndefined();
  });

  it('freezing by somebody without the authority', async () => {
    await give('a', holder.address, 5n);
    const rejection = refused(await holder.assets.freeze({ id: 'x', mint, owner: holder.address }));
    expect(rejection.kind).toBe('wrong-authority');
  });

  it('handing over an authority that somebody else has', async () => {
    const rejection = refused(
      await holder.assets.setAuthority({ id: 'x', mint, which: 'freeze', to: holder.address }),
    );
    expect(rejection.kind).toBe('wrong-authority');
  });

  it('more than there is', async () => {
    await give('a', holder.address, 4n);
    const rejection = refused(await holder.assets.transfer({ id: 'x', mint, to: issuer.address, ...move }));
    expect(rejection).toMatchObject({ kind: 'not-enough-balance', balance: 4n, amount: 5n });
    expect(rejection.sentence).toBe(`${holder.address} has 4 units, and 5 are to leave.`);
    expect(refused(await holder.assets.burn({ id: 'y', mint, ...move })).kind).toBe('not-enough-balance');
  });

  it('what goes to a frozen account, and freezing twice, and thawing what is not frozen', async () => {
    await give('a', holder.address, 5n);
    await give('b', issuer.address, 5n);
    const owner = holder.address;
    expect(refused(await issuer.assets.thaw({ id: 'x', mint, owner })).kind).toBe('not-frozen');
    taken(await issuer.assets.freeze({ id: 'c', mint, owner }));
    await net.settle(issuer);
    expect(refused(await issuer.assets.freeze({ id: 'x', mint, owner })).kind).toBe('frozen-account');
    const kinds = [
      await issuer.assets.transfer({ id: 'x', mint, to: owner, ...move }),
      await issuer.assets.mint({ id: 'x', mint, to: owner, ...move }),
      await holder.assets.burn({ id: 'x', mint, ...move }),
    ].map((each) => refused(each).kind);
    expect(kinds).toEqual(['frozen-account', 'frozen-account', 'frozen-account']);
  });

  it('freezing the account of somebody who has none', async () => {
    const rejection = refused(await issuer.assets.freeze({ id: 'x', mint, owner: holder.address }));
    expect(rejection).toMatchObject({ kind: 'no-account', owner: holder.address });
  });

  it('an asset that is none: nothing, a person, an account of an asset', async () => {
    await give('a', holder.address, 5n);
    const account = await associatedAccountOf(mint, holder.address);
    const nothing = await associatedAccountOf(mint, mint);
    const sentences = [];
    for (const wrong of [nothing, holder.address, account])
      sentences.push(
        refused(await issuer.assets.mint({ id: 'x', mint: wrong, to: holder.address, ...move })),
      );
    expect(sentences.map(({ kind }) => kind)).toEqual(['wrong-mint', 'wrong-mint', 'wrong-mint']);
    expect(sentences.map(({ sentence }) => sentence.split(': ')[1])).toEqual([
      'there is nothing.',
      'it belongs to program 11111111111111111111111111111111.',
      'it is an account of the token program, but no mint.',
    ]);
  });

  it('amounts meant for other decimals', async () => {
    await give('a', holder.address, 5n);
    const asked = { id: 'x', mint, to: issuer.address, decimals: 9, amount: 5n };
    expect(refused(await holder.assets.transfer(asked))).toMatchObject({ asked: 9, actual: 6 });
    expect(refused(await issuer.assets.mint(asked)).kind).toBe('wrong-decimals');
    expect(refused(await holder.assets.burn(asked)).kind).toBe('wrong-decimals');
  });

  it('amounts of nothing, below nothing, and above 64 bits', async () => {
    const asked = { id: 'x', mint, to: holder.address, decimals: 6 };
    const kinds: string[] = [];
    for (const amount of [0n, -1n, U64_MAX + 1n])
      kinds.push(refused(await issuer.assets.mint({ ...asked, amount })).kind);
    expect(kinds).toEqual(['bad-amount', 'bad-amount', 'too-large']);
  });

  it('a supply above 64 bits', async () => {
    await give('a', holder.address, U64_MAX);
    const rejection = refused(await issuer.assets.mint({ id: 'x', mint, to: holder.address, ...move }));
    expect(rejection).toMatchObject({ kind: 'too-large', amount: 5n, supply: U64_MAX, max: U64_MAX });
    const one = { id: 'y', mint, to: holder.address, decimals: 6, amount: 1n };
    expect(refused(await issuer.assets.mint(one)).kind).toBe('too-large');
  });

  it('what the account cannot pay rent and fee for', async () => {
    const poor = await net.actor(3, { lamports: 1_000_000n });
    await give('a', poor.address, 5n);
    const rejection = refused(await poor.assets.transfer({ id: 'x', mint, to: holder.address, ...move }));
    expect(rejection).toMatchObject({ lamports: 1_000_000n, needed: FEE + RENT_165 });
    const made = { id: 'x', decimals: 2, mintAuthority: poor.address, freezeAuthority: 'nobody' } as const;
    expect(refused(await poor.assets.createAsset(made))).toMatchObject({ needed: FEE + RENT_82 });
  });

  it('an account that would keep too little SOL to stay', async () => {
    const poor = await net.actor(3, { lamports: 891_880n });
    await give('a', poor.address, 5n);
    await give('b', holder.address, 5n);
    const rejection = refused(await poor.assets.transfer({ id: 'x', mint, to: holder.address, ...move }));
    expect(rejection).toMatchObject({ kind: 'would-fail', error: 'InsufficientFundsForRent' });
  });

  it('somebody who never had any SOL', async () => {
    const poor = await net.actor(3, { lamports: 0n });
    const rejection = refused(await poor.assets.burn({ id: 'x', mint, ...move }));
    expect(rejection.kind).toBe('not-enough-balance');
    await give('a', poor.address, 5n);
    expect(refused(await poor.assets.burn({ id: 'x', mint, ...move }))).toMatchObject({
      ...{ kind: 'not-enough-sol', lamports: 0n, needed: FEE },
    });
  });

  it('addresses that are none, and an account in the place of its owner', async () => {
    await give('a', issuer.address, 5n);
    const wrong = 'holder' as Address;
    const bad = await issuer.assets.transfer({ id: 'x', mint, to: wrong, ...move });
    expect(refused(bad)).toMatchObject({ kind: 'bad-address', address: 'holder' });
    const account = await associatedAccountOf(mint, issuer.address);
    const nested = await issuer.assets.transfer({ id: 'x', mint, to: account, ...move });
    expect(refused(nested)).toMatchObject({ kind: 'not-a-person', address: account });
  });

  it('an asset with decimals that do not exist, or of which there could never be any', async () => {
    const asked = { id: 'x', mintAuthority: issuer.address, freezeAuthority: 'nobody' } as const;
    const kinds = [
      await issuer.assets.createAsset({ ...asked, decimals: 256 }),
      await issuer.assets.createAsset({ ...asked, decimals: 1.5 }),
      await issuer.assets.createAsset({ ...asked, decimals: 2, mintAuthority: 'nobody' }),
    ].map((each) => refused(each).kind);
    expect(kinds).toEqual(['bad-decimals', 'bad-decimals', 'nothing-to-fix']);
  });
});
