import {
  type Address,
  appendTransactionMessageInstructions,
  type Base64EncodedWireTransaction,
  type Blockhash,
  compileTransaction,
  createTransactionMessage,
  getBase64Decoder,
  getBase64EncodedWireTransaction,
  getBase64Encoder,
  getSignatureFromTransaction,
  type Instruction,
  type KeyPairSigner,
  pipe,
  type Signature,
  setTransactionMessageComputeUnitLimit,
  setTransactionMessageComputeUnitPrice,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransaction as signWith,
} from '@solana/kit';
import type { Lifetime } from '../rpc/SolanaNode.ts';
import type { KeptInstruction } from './ActionRecord.ts';

/** What a transaction may use, and what is offered for it. */
export interface Budget {
  /** Compute units. */
  readonly units: number;
  /** For a unit, on top of the fixed fee. Millionths of a lamport. */
  readonly unitPrice: bigint;
}

/** Most that one transaction may use. Source: Agave, `MAX_COMPUTE_UNIT_LIMIT`. */
export const UNITS_MAX = 1_400_000;
/** For each signature. Source: Solana documentation, "Fees". */
const LAMPORTS_PER_SIGNATURE = 5_000n;
const MILLION = 1_000_000n;

/** Fee of a transaction with one signature. Lamports; what is offered for units is rounded up, as the network does. */
export function feeUp({ units, unitPrice }: Budget): bigint {
  return LAMPORTS_PER_SIGNATURE + (BigInt(units) * unitPrice + MILLION - 1n) / MILLION;
}

const BUDGET_PROGRAM = 'ComputeBudget111111111111111111111111111111' as Address;

/** Whose the instructions of its transaction are, in order; errors name them by their place. Limit and price go first. */
export function programsOf(instructions: readonly KeptInstruction[]): readonly Address[] {
  return [BUDGET_PROGRAM, BUDGET_PROGRAM, ...instructions.map(({ program }) => program)];
}

export function keepInstruction({ programAddress, accounts, data }: Instruction): KeptInstruction {
  return {
    program: programAddress,
    accounts: (accounts ?? []).map(({ address, role }) => [address, role]),
    data: getBase64Decoder().decode(data ?? new Uint8Array()),
  };
}

function compile(
  payer: Address,
  instructions: readonly KeptInstruction[],
  { units, unitPrice }: Budget,
  { blockhash, lastValidHeight }: Pick<Lifetime, 'blockhash' | 'lastValidHeight'>,
) {
  const own: readonly Instruction[] = instructions.map(({ program, accounts, data }) => ({
    programAddress: program,
    accounts: accounts.map(([address, role]) => ({ address, role })),
    data: getBase64Encoder().encode(data),
  }));
  const lifetime = { blockhash: blockhash as Blockhash, lastValidBlockHeight: lastValidHeight };
  return pipe(
    createTransactionMessage({ version: 0 }),
    (message) => setTransactionMessageFeePayer(payer, message),
    (message) => setTransactionMessageLifetimeUsingBlockhash(lifetime, message),
    (message) => setTransactionMessageComputeUnitLimit(units, message),
    (message) => setTransactionMessageComputeUnitPrice(unitPrice, message),
    (message) => appendTransactionMessageInstructions(own, message),
    (message) => compileTransaction(message),
  );
}

/** Any hash will do: who tries out puts his newest in its place. */
const NO_BLOCKHASH = '11111111111111111111111111111111';

/** A transaction to try out. It is not signed, so whoever gets it cannot send it. */
export function unsignedTransaction(
  payer: Address,
  instructions: readonly KeptInstruction[],
): Base64EncodedWireTransaction {
  const lifetime = { blockhash: NO_BLOCKHASH, lastValidHeight: 0n };
  return getBase64EncodedWireTransaction(
    compile(payer, instructions, { units: UNITS_MAX, unitPrice: 0n }, lifetime),
  );
}

/** Signs for the account that pays, which is the only one to sign. Its signature is the transaction's name. */
export async function signTransaction(
  signer: KeyPairSigner,
  instructions: readonly KeptInstruction[],
  budget: Budget,
  lifetime: Lifetime,
): Promise<{ readonly signature: Signature; readonly wire: Base64EncodedWireTransaction }> {
  const compiled = compile(signer.address, instructions, budget, lifetime);
  const signed = await signWith([signer.keyPair], compiled);
  return {
    signature: getSignatureFromTransaction(signed),
    wire: getBase64EncodedWireTransaction(signed),
  };
}
