import {
  type Address,
  createNoopSigner,
  getBase64Encoder,
  getTransactionDecoder,
  lamports,
} from '@solana/kit';
import {
  AuthorityType,
  getMintToCheckedInstruction,
  getSetAuthorityInstruction,
  getTransferCheckedInstruction,
} from '@solana-program/token';
import { FailedTransactionMetadata, LiteSVM } from 'litesvm';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../local/liteErrors.ts';
import { keepInstruction, signTransaction } from '../send/signTransaction.ts';
import { type Actor, person, refused, TestNet, taken } from '../testNet.fixture.ts';
import { associatedAccountOf, readHolding } from './readAccounts.ts';
import { makeMintAccount, seededMintOf } from './seededMint.ts';

let net: TestNet;
let issuer: Actor;
let holder: Actor;
let thief: Actor;
let mint: Address;

beforeEach(async () => {
  net = new TestNet();
  issuer = await net.actor(1);
  holder = await net.actor(2);
  thief = await net.actor(3);
  mint = await make(issuer, 'make', 6);
  taken(await issuer.assets.mint({ id: 'give', mint, decimals: 6, to: holder.address, amount: 100n }));
  await net.settle(issuer);
});

async function make(actor: Actor, id: string, decimals: number): Promise<Address> {
  const { address } = actor;
  const asked = { id, decimals, mintAuthority: address, freezeAuthority: address };
  const made = taken(await actor.assets.createAsset({ ...asked, firstSupply: 1_000n }));
  await net.settle(actor);
  return made.mint;
}

const balance = async (owner: Address, of = mint) => taken(await issuer.assets.holding(of, owner)).balance;
/** The holder's account is handed to the thief, as the token program lets every owner do. */
const handOver = async () => {
  const owned = await associatedAccountOf(mint, holder.address);
  const owner = createNoopSigner(holder.address);
  const authorityType = AuthorityType.AccountOwner;
  const given = getSetAuthorityInstruction({ owned, owner, authorityType, newAuthority: thief.address });
  taken(await holder.chain.submit({ id: 'hand-over', content: 'hand over', instructions: [given] }));
};

describe('attacks on assets', () => {
  it('a look-alike mint: same decimals, same supply, another asset', async () => {
    const fake = await make(thief, 'make', 6);
    expect(fake).not.toBe(mint);
    const real = { id: 'x', mint, decimals: 6, to: holder.address, amount: 1n };
    expect(refused(await thief.assets.transfer(real))).toMatchObject({
      kind: 'not-enough-balance',
      balance: 0n,
    });
    expect(taken(await thief.assets.asset(fake)).mintAuthority).toBe(thief.address);
    expect(taken(await thief.assets.asset(mint)).mintAuthority).toBe(issuer.address);
    taken(await thief.assets.mint({ id: 'y', mint: fake, decimals: 6, to: holder.address, amount: 50n }));
    await net.settle(thief);
    expect(await balance(holder.address)).toBe(100n);
    expect(await balance(holder.address, fake)).toBe(50n);
  });

  it('a look-alike mint whose units are put into accounts of the real one', async () => {
    const fake = await make(thief, 'make', 6);
    const token = await associatedAccountOf(mint, thief.address);
    taken(await issuer.assets.transfer({ id: 'a', mint, decimals: 6, to: thief.address, amount: 1n }));
    await net.settle(issuer);
    const mintAuthority = createNoopSigner(thief.address);
    const forged = getMintToCheckedInstruction({ mint: fake, token, mintAuthority, amount: 5n, decimals: 6 });
    const submitted = await thief.chain.submit({ id: 'x', content: 'x', instructions: [forged] });
    expect(refused(submitted)).toMatchObject({ kind: 'would-fail', code: 3, error: 'MintMismatch' });
  });

  it('the associated account belongs to somebody else: seen beforehand', async () => {
    await handOver();
    await net.settle(holder);
    const move = { id: 'x', mint, decimals: 6, to: holder.address, amount: 1n };
    const account = await associatedAccountOf(mint, holder.address);
    const expected = { kind: 'foreign-account', account, owner: holder.address, actual: thief.address };
    expect(refused(await issuer.assets.transfer(move))).toMatchObject(expected);
    expect(refused(await issuer.assets.mint(move))).toMatchObject(expected);
    expect(refused(await holder.assets.holding(mint, holder.address))).toMatchObject(expected);
  });

  it('the associated account changes hands between our look and our transaction: it fails as a whole', async () => {
    await handOver();
    taken(await issuer.assets.transfer({ id: 'x', mint, decimals: 6, to: holder.address, amount: 1n }));
    await net.settle(issuer, 40);
    expect(issuer.chain.find('x')?.progress).toMatchObject({
      state: 'final',
      outcome: { kind: 'failed', error: 'InvalidOwner' },
    });
    expect(await balance(issuer.address)).toBe(1_000n);
  });

  it('an associated account that belongs to another program is taken for what it is', async () => {
    const account = await associatedAccountOf(mint, thief.address);
    const program = thief.address;
    const raw = { program, lamports: 1n, data: new Uint8Array(165) };
    const read = readHolding({ mint, owner: thief.address, account }, raw);
    expect(refused(read)).toMatchObject({ kind: 'foreign-account', actual: `program ${program}` });
  });

  it('lamports paid to an associated account before it is made do not stop the transfer', async () => {
    const account = await associatedAccountOf(mint, thief.address);
    net.node.airdrop(account, 900_000n);
    taken(await issuer.assets.transfer({ id: 'x', mint, decimals: 6, to: thief.address, amount: 2n }));
    await net.settle(issuer);
    expect(await balance(thief.address)).toBe(2n);
  });

  it('lamports paid to the address of an asset before it is made do not stop it', async () => {
    for (const [id, paid] of [
      ['little', 900_000n],
      ['plenty', 5_000_000n],
    ] as const) {
      const place = await seededMintOf(issuer.address, id);
      net.node.airdrop(place.mint, paid);
      expect(await make(issuer, id, 3)).toBe(place.mint);
      expect(taken(await issuer.assets.asset(place.mint))).toMatchObject({ decimals: 3, supply: 1_000n });
    }
  });

  it('somebody else makes the account of our asset: he cannot, for its address follows from us', async () => {
    const place = await seededMintOf(issuer.address, 'next');
    const [, ...rest] = makeMintAccount({ ...place, base: thief.address }, 1_461_600n);
    const submitted = await thief.chain.submit({ id: 'x', content: 'x', instructions: rest });
    expect(refused(submitted)).toMatchObject({ error: 'AddressWithSeedMismatch' });
  });

  it('decimals are confused on the way: the program refuses, whatever we thought', async () => {
    const source = await associatedAccountOf(mint, holder.address);
    const destination = await associatedAccountOf(mint, issuer.address);
    const ends = { source, destination, mint, authority: createNoopSigner(holder.address) };
    const wrong = getTransferCheckedInstruction({ ...ends, amount: 5n, decimals: 9 });
    const submitted = await holder.chain.submit({ id: 'x', content: 'x', instructions: [wrong] });
    expect(refused(submitted)).toMatchObject({ code: 18, error: 'MintDecimalsMismatch' });
  });

  it('somebody moves what is not his: the program refuses', async () => {
    const source = await associatedAccountOf(mint, holder.address);
    const destination = await associatedAccountOf(mint, issuer.address);
    const ends = { source, destination, mint, authority: createNoopSigner(thief.address) };
    const stolen = getTransferCheckedInstruction({ ...ends, amount: 5n, decimals: 6 });
    const submitted = await thief.chain.submit({ id: 'x', content: 'x', instructions: [stolen] });
    expect(refused(submitted)).toMatchObject({ code: 4, error: 'OwnerMismatch' });
  });

  it('an old blockhash, on LiteSVM’s own check of it', async () => {
    const svm = new LiteSVM();
    const signer = await person(1);
    svm.airdrop(signer.address, lamports(10_000_000_000n));
    const place = await seededMintOf(signer.address, 'old');
    const instructions = makeMintAccount(place, 1_461_600n).map(keepInstruction);
    const lifetime = { blockhash: svm.latestBlockhash(), lastValidHeight: 150n, slot: 0n };
    const { wire } = await signTransaction(signer, instructions, { units: 50_000, unitPrice: 0n }, lifetime);
    const transaction = getTransactionDecoder().decode(getBase64Encoder().encode(wire));
    svm.expireBlockhash();
    const late = svm.sendTransaction(transaction);
    expect(late instanceof FailedTransactionMetadata && errorOf(late)).toBe('BlockhashNotFound');
  });
});
