import { Refusal } from '@qca/base';
import type { Address } from 'viem';
import type { Artefacts } from './Artefacts.ts';
import type { PlatformPeople } from './deploy/platformPlan.ts';
import { safeAddress } from './deploy/safePlan.ts';

const SIGNERS = 5;
const OWNERS = 3;

/** Accounts that a local chain must come with for everybody to have one. */
export const LOCAL_ACCOUNTS = 3 + SIGNERS + 2 * OWNERS;

/**
 * Who is who on a local chain: the accounts that it comes with, one for each part. The guardian is a Safe, and so is who
 * proposes; two of their three owners decide.
 *
 * Rejects, as `Refusal`: `too-few-accounts`.
 */
export function localPeople(artefacts: Artefacts, accounts: readonly Address[]): PlatformPeople {
  if (accounts.length < LOCAL_ACCOUNTS)
    throw new Refusal({
      kind: 'too-few-accounts',
      what: `the local chain has ${accounts.length} accounts, and ${LOCAL_ACCOUNTS} are needed`,
      where: 'eth_accounts',
      remedy: 'It was started by an earlier version. Stop it (qca chain down) and start it again.',
    });
  const [deployer, attester, operator, ...rest] = accounts as [Address, Address, Address];
  const signers = (rest as Address[])
    .slice(0, SIGNERS)
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const owners = (rest as Address[]).slice(SIGNERS);
  const safeOwners = { guardian: owners.slice(0, OWNERS), proposer: owners.slice(OWNERS, 2 * OWNERS) };
  const guardian = safeAddress(artefacts, safeOwners, 'guardian');
  return { deployer, guardian, attester, operator, signers, safeOwners };
}
