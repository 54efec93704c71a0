import type { Address, TransactionError } from '@solana/kit';
import { ASSOCIATED_TOKEN_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { ASSOCIATED_ERRORS, type ProgramError, SYSTEM_ERRORS, TOKEN_ERRORS } from './programErrors.ts';

export const SYSTEM_PROGRAM = '11111111111111111111111111111111' as Address;

/** Why a transaction fails: the chain's own word, and a sentence for people. */
export interface FailureReason {
  readonly error: string;
  /** Which of a program's numbered errors it was. */
  readonly code?: number;
  readonly sentence: string;
}

const PROGRAMS: Readonly<
  Record<string, { readonly name: string; readonly errors: readonly ProgramError[] }>
> = {
  [TOKEN_PROGRAM_ADDRESS]: { name: 'token program', errors: TOKEN_ERRORS },
  [ASSOCIATED_TOKEN_PROGRAM_ADDRESS]: { name: 'associated token program', errors: ASSOCIATED_ERRORS },
  [SYSTEM_PROGRAM]: { name: 'system program', errors: SYSTEM_ERRORS },
};

/** Errors of a transaction as a whole that people meet. Source: Solana SDK, `TransactionError`. */
const WHOLE: Readonly<Record<string, string>> = {
  AccountNotFound: 'The account that pays has never had any SOL.',
  InsufficientFundsForFee: 'The account that pays has too little SOL for the fee.',
  InvalidAccountForFee: 'The account that is to pay belongs to a program and cannot.',
  AlreadyProcessed: 'This very transaction is in a block already.',
  BlockhashNotFound: 'The blockhash is too old, or the node does not know it yet.',
  SignatureFailure: 'A signature is missing or wrong.',
  ProgramAccountNotFound: 'There is no such program on this network.',
};

/** Errors of one instruction that programs share. Source: Solana SDK, `InstructionError`. */
const INSTRUCTION: Readonly<Record<string, string>> = {
  IllegalOwner: 'An account belongs to another program or person than it must.',
  InvalidAccountOwner: 'An account belongs to another program than it must.',
  IncorrectProgramId: 'An account belongs to another program than it must.',
  InvalidAccountData: 'An account does not hold what it must.',
  UninitializedAccount: 'An account was never set up.',
  InsufficientFunds: 'An account holds too little.',
  MissingRequiredSignature: 'Somebody must sign who has not.',
  ComputationalBudgetExceeded: 'It needed more compute units than were allowed.',
  AccountNotRentExempt: 'An account would hold too few lamports to stay.',
};

/** Puts an error into words. `programs`: whose the instructions are, in order. Unknown errors are shown as they are. */
export function explainError(error: TransactionError, programs: readonly Address[]): FailureReason {
  if (typeof error === 'string')
    return { error, sentence: WHOLE[error] ?? `The network refused: ${wordsOf(error)}.` };
  if ('InsufficientFundsForRent' in error)
    return {
      error: 'InsufficientFundsForRent',
      sentence: 'An account would keep too little SOL to stay; leave it more, or send less.',
    };
  if (!('InstructionError' in error))
    return { error: keyOf(error), sentence: `The network refused: ${wordsOf(keyOf(error))}.` };
  const [index, what] = error.InstructionError;
  if (typeof what === 'string')
    return { error: what, sentence: INSTRUCTION[what] ?? `The program refused: ${wordsOf(what)}.` };
  return explainCode(Number(what.Custom), programs[Number(index)]);
}

function explainCode(code: number, address: Address | undefined): FailureReason {
  const program = address === undefined ? undefined : PROGRAMS[address];
  const known = program?.errors[code];
  if (known !== undefined) return { error: known.name, code, sentence: known.sentence };
  const who = program?.name ?? `program ${address ?? 'that we do not know'}`;
  return { error: 'Custom', code, sentence: `The ${who} refused with its number ${code}.` };
}

function keyOf(error: object): string {
  return Object.keys(error)[0] ?? 'unknown';
}

/** `WouldExceedMaxBlockCostLimit` → `would exceed max block cost limit`. */
function wordsOf(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}
