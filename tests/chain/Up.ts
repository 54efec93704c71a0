import type { Address } from 'viem';

/** What `qca chain up --json` says, as far as tests use it. */
export interface Up {
  readonly url: string;
  readonly chainId: number;
  readonly block: number;
  readonly sent: number;
  readonly people: {
    readonly deployer: Address;
    readonly guardian: Address;
    readonly attester: Address;
    readonly safeOwners: { readonly guardian: readonly Address[]; readonly proposer: readonly Address[] };
  };
  readonly contracts: Readonly<Record<string, Address>>;
  readonly settings: readonly { readonly name: string; readonly ok: boolean }[];
}
