/** What a program says by a number: its own word, and a sentence. */
export interface ProgramError {
  readonly name: string;
  readonly sentence: string;
}

function table(rows: readonly (readonly [name: string, sentence: string])[]): readonly ProgramError[] {
  return rows.map(([name, sentence]) => ({ name, sentence }));
}

/** By code. Source: SPL Token program, `TokenError` in `error.rs`. */
export const TOKEN_ERRORS: readonly ProgramError[] = table([
  ['NotRentExempt', 'The account would hold too few lamports to stay.'],
  ['InsufficientFunds', 'The account holds less than that.'],
  ['InvalidMint', 'What was named as the mint is not one.'],
  ['MintMismatch', 'The account holds another asset than the mint that was named.'],
  ['OwnerMismatch', 'Somebody else has the authority for this.'],
  ['FixedSupply', 'The supply of this asset is fixed; nothing can be minted.'],
  ['AlreadyInUse', 'The account is in use already.'],
  ['InvalidNumberOfProvidedSigners', 'The number of signers is out of bounds.'],
  ['InvalidNumberOfRequiredSigners', 'The number of signers that are needed is out of bounds.'],
  ['UninitializedState', 'The account was never set up for an asset.'],
  ['NativeNotSupported', 'This cannot be done with wrapped SOL.'],
  ['NonNativeHasBalance', 'Only an empty account can be closed.'],
  ['InvalidInstruction', 'The program does not know this instruction.'],
  ['InvalidState', 'The account is not in the state that this needs.'],
  ['Overflow', 'The supply would leave the bounds of 64 bits.'],
  ['AuthorityTypeNotSupported', 'An account of this kind has no such authority.'],
  ['MintCannotFreeze', 'This asset has no freeze authority; nothing of it can be frozen.'],
  ['AccountFrozen', 'The account is frozen.'],
  ['MintDecimalsMismatch', 'The asset has another number of decimals.'],
  ['NonNativeNotSupported', 'This can only be done with wrapped SOL.'],
]);

/** By code. Source: Associated Token Account program, `AssociatedTokenAccountError` in `error.rs`. */
export const ASSOCIATED_ERRORS: readonly ProgramError[] = table([
  ['InvalidOwner', 'The associated account belongs to somebody else.'],
]);

/** By code. Source: Solana SDK, `SystemError` in the system interface. */
export const SYSTEM_ERRORS: readonly ProgramError[] = table([
  ['AccountAlreadyInUse', 'The account is in use already.'],
  ['ResultWithNegativeLamports', 'The account that pays has too little SOL.'],
  ['InvalidProgramId', 'The account cannot be given to that program.'],
  ['InvalidAccountDataLength', 'So much data cannot be allotted.'],
  ['MaxSeedLengthExceeded', 'The seed of the address is too long.'],
  ['AddressWithSeedMismatch', 'The address does not follow from its seed.'],
  ['NonceNoRecentBlockhashes', 'There are no recent blockhashes.'],
  ['NonceBlockhashNotExpired', 'The stored nonce is still in use.'],
  ['NonceUnexpectedBlockhashValue', 'The stored nonce is another one.'],
]);
