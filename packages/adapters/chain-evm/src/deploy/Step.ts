import type { Address, Hex } from 'viem';

/** Addresses of what has been deployed, by name. */
export type Addresses = Readonly<Record<string, Address>>;

/** Makes one contract. Its address follows from its name, its code and its arguments, whoever pays for it. */
export interface ContractStep {
  readonly kind: 'contract';
  readonly name: string;
  /** The compiled contract; the name when absent. */
  readonly artefact?: string;
  readonly arguments: (addresses: Addresses) => readonly unknown[];
}

/** A contract that another one on the chain makes. */
export interface MadeStep {
  readonly kind: 'made';
  readonly name: string;
  /** The code that it has. */
  readonly artefact: string;
  /** Its maker, salt and code, from which its address follows. */
  readonly from: (addresses: Addresses) => Address;
  readonly salt: (addresses: Addresses) => Hex;
  readonly initCode: (addresses: Addresses) => Hex;
  /** The call that makes it. Anybody may make it: it comes out the same. */
  readonly make: Reading;
}

/** Where something is read or called. */
export interface Reading {
  /** Name of the contract. */
  readonly on: string;
  /** Artefact with the interface; the contract's own when absent, the implementation's for a proxy. */
  readonly artefact?: string;
  readonly function: string;
  readonly arguments: (addresses: Addresses) => readonly unknown[];
}

/** Brings a setting to its value, and can tell whether it is there. */
export interface SettingStep {
  readonly kind: 'setting';
  readonly name: string;
  /** Asked before and after, and by whoever verifies. */
  readonly read: Reading;
  readonly isSet: (value: unknown, addresses: Addresses) => boolean;
  /** What to do about it; a setting without one is only verified. */
  readonly write?: Reading;
}

export type Step = ContractStep | MadeStep | SettingStep;
