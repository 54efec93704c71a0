import type { Address } from 'viem';
import type { PlatformPeople } from './deploy/platformPlan.ts';

const SIGNERS = 5;

/** Who is who on a local chain: the accounts that it comes with, one for each part. */
export function localPeople(accounts: readonly Address[]): PlatformPeople {
  const [deployer, guardian, attester, operator, ...rest] = accounts as [Address, Address, Address, Address];
  const signers = (rest as Address[])
    .slice(0, SIGNERS)
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return { deployer, guardian, attester, operator, signers };
}
