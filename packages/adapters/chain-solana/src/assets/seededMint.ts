import { sha256 } from '@qca/base';
import {
  AccountRole,
  type Address,
  addEncoderSizePrefix,
  createAddressWithSeed,
  getAddressEncoder,
  getStructEncoder,
  getU32Encoder,
  getU64Encoder,
  getUtf8Encoder,
  type Instruction,
} from '@solana/kit';
import { getMintSize, TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { SYSTEM_PROGRAM } from '../errors/explainError.ts';

/** Where the mint of an asset will be: it follows from who makes it and under which action, so it can be made once only. */
export interface SeededMint {
  readonly base: Address;
  readonly seed: string;
  readonly mint: Address;
}

/** Most that a seed may have. Source: Solana SDK, `MAX_SEED_LEN`. */
const SEED_LENGTH = 32;

export async function seededMintOf(base: Address, id: string): Promise<SeededMint> {
  const seed = sha256(id).slice(0, SEED_LENGTH);
  const mint = await createAddressWithSeed({
    baseAddress: base,
    seed,
    programAddress: TOKEN_PROGRAM_ADDRESS,
  });
  return { base, seed, mint };
}

/** By number. Source: Solana SDK, `SystemInstruction`. */
const TRANSFER = 2;
const ALLOCATE_WITH_SEED = 9;
const ASSIGN_WITH_SEED = 10;

// Strings there are counted by 64 bits. Source: bincode.
const seedEncoder = addEncoderSizePrefix(getUtf8Encoder(), getU64Encoder());
const transferEncoder = getStructEncoder([
  ['instruction', getU32Encoder()],
  ['lamports', getU64Encoder()],
]);
const allocateEncoder = getStructEncoder([
  ['instruction', getU32Encoder()],
  ['base', getAddressEncoder()],
  ['seed', seedEncoder],
  ['space', getU64Encoder()],
  ['owner', getAddressEncoder()],
]);
const assignEncoder = getStructEncoder([
  ['instruction', getU32Encoder()],
  ['base', getAddressEncoder()],
  ['seed', seedEncoder],
  ['owner', getAddressEncoder()],
]);

/**
 * Makes the empty account of a mint, whatever it holds already.
 *
 * The system program's own "create" refuses an address that has lamports, so anybody who guesses it could stop us with one.
 * Filling up, allotting and assigning each for itself cannot be stopped so. `lamports`: what it lacks.
 */
export function makeMintAccount({ base, seed, mint }: SeededMint, lamports: bigint): readonly Instruction[] {
  const owner = TOKEN_PROGRAM_ADDRESS;
  const ofSeed = [
    { address: mint, role: AccountRole.WRITABLE },
    { address: base, role: AccountRole.READONLY_SIGNER },
  ];
  const made: readonly Instruction[] = [
    {
      programAddress: SYSTEM_PROGRAM,
      accounts: ofSeed,
      data: allocateEncoder.encode({
        ...{ instruction: ALLOCATE_WITH_SEED, base, seed, owner },
        space: getMintSize(),
      }),
    },
    {
      programAddress: SYSTEM_PROGRAM,
      accounts: ofSeed,
      data: assignEncoder.encode({ instruction: ASSIGN_WITH_SEED, base, seed, owner }),
    },
  ];
  const filled: Instruction = {
    programAddress: SYSTEM_PROGRAM,
    accounts: [
      { address: base, role: AccountRole.WRITABLE_SIGNER },
      { address: mint, role: AccountRole.WRITABLE },
    ],
    data: transferEncoder.encode({ instruction: TRANSFER, lamports }),
  };
  return [filled, ...made];
}
