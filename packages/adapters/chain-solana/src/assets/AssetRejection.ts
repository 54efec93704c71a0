import type { SolanaRejection } from '../send/SolanaAction.ts';

/** Why something is not done with an asset. Nothing was kept, and nothing will be sent. Amounts in units of the last decimal. */
export type AssetRejection =
  | SolanaRejection
  | ({ readonly sentence: string } & (
      | { readonly kind: 'bad-address'; readonly address: string }
      | { readonly kind: 'bad-amount'; readonly amount: bigint }
      | { readonly kind: 'bad-decimals'; readonly decimals: number }
      /** Above what 64 bits hold. */
      | { readonly kind: 'too-large'; readonly amount: bigint; readonly supply: bigint; readonly max: bigint }
      | { readonly kind: 'wrong-mint'; readonly mint: string; readonly program: string | undefined }
      | { readonly kind: 'wrong-decimals'; readonly asked: number; readonly actual: number }
      | { readonly kind: 'wrong-authority'; readonly account: string; readonly authority: string }
      /** It was given up, or never was. */
      | { readonly kind: 'no-authority'; readonly which: 'mint' | 'freeze' }
      | { readonly kind: 'nothing-to-fix' }
      | { readonly kind: 'already-made'; readonly mint: string }
      | { readonly kind: 'no-account'; readonly owner: string }
      /** It is where the account of that owner must be, and belongs to somebody else. */
      | {
          readonly kind: 'foreign-account';
          readonly account: string;
          readonly owner: string;
          readonly actual: string;
        }
      /** An account of the token program is named where a person must be. */
      | { readonly kind: 'not-a-person'; readonly address: string }
      | { readonly kind: 'frozen-account'; readonly account: string }
      | { readonly kind: 'not-frozen'; readonly account: string }
      | { readonly kind: 'not-enough-balance'; readonly balance: bigint; readonly amount: bigint }
      /** In lamports. */
      | { readonly kind: 'not-enough-sol'; readonly lamports: bigint; readonly needed: bigint }
    ));

/** Most that an asset's supply, and so any amount, can be. */
export const U64_MAX = 2n ** 64n - 1n;
