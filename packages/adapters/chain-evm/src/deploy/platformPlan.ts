import { type Address, encodeFunctionData, type Hex, toFunctionSelector, zeroAddress, zeroHash } from 'viem';
import type { Artefacts } from '../Artefacts.ts';
import type { Addresses, ContractStep, Reading, SettingStep, Step } from './Step.ts';
import { type SafeOwners, safePlan } from './safePlan.ts';

/** Who may do what after the deployment, besides the timelock. */
export interface PlatformPeople {
  /** Pays for the deployment and is left with nothing. */
  readonly deployer: Address;
  /** Cancels proposals, pauses, disputes; never executes. Usually a Safe. */
  readonly guardian: Address;
  /** Says which account speaks for which person. */
  readonly attester: Address;
  /** The agent's key: trades through the executor. */
  readonly operator: Address;
  /** Signs for messages of other chains; ascending. */
  readonly signers: readonly Address[];
  /** Owners of the Safes to be made with the platform, if any are: the guardian's then is `guardian`. */
  readonly safeOwners?: SafeOwners | undefined;
}

export interface PlatformTerms {
  /** Seconds between a decision and its execution. */
  readonly timelockSeconds: number;
  /** Token units; all of it goes to the timelock. */
  readonly supply: bigint;
  readonly unstakeSeconds: number;
  readonly votingDelaySeconds: number;
  readonly votingPeriodSeconds: number;
  /** Token units of stake. */
  readonly proposalThreshold: bigint;
  readonly lateQuorumSeconds: number;
}

/** Factories of Uniswap on the network: where they are, vaults may trade at their pools. */
export interface PlatformVenues {
  readonly uniswapV2?: Address;
  readonly uniswapV3?: Address;
}

/** What differs between deployments, besides the people. */
export interface PlatformChoices {
  readonly terms?: PlatformTerms;
  readonly venues?: PlatformVenues;
}

const TOKEN = 10n ** 18n;
const DAY = 86_400;

/** Terms of a first deployment; every one of them can be voted on later, within the contracts' bounds. */
export const PLATFORM_TERMS: PlatformTerms = {
  timelockSeconds: 2 * DAY,
  supply: 1_000_000_000n * TOKEN,
  unstakeSeconds: 7 * DAY,
  votingDelaySeconds: DAY,
  votingPeriodSeconds: 5 * DAY,
  proposalThreshold: 100_000n * TOKEN,
  lateQuorumSeconds: DAY,
};

/** Numbers of roles in the access manager. */
export const ROLE = { guardian: 1n, attester: 2n, operator: 3n } as const;
const ADMIN = 0n;

/** Everything that is deployed, in order; then its settings; last, the deployer gives away what it had. */
export function platformPlan(
  artefacts: Artefacts,
  people: PlatformPeople,
  { terms = PLATFORM_TERMS, venues = {} }: PlatformChoices = {},
): Step[] {
  const adapters = adaptersTo(venues);
  const safes = people.safeOwners === undefined ? [] : safePlan(artefacts, people.safeOwners);
  return [
    ...safes,
    ...contracts(artefacts, people, terms),
    ...adapters,
    ...settings(artefacts, people),
    ...adapters.map(mayBeTradedThrough),
    ...handOver(people),
  ];
}

/** Makes a contract that most often asks the access manager alone. */
function make(
  name: string,
  args: ContractStep['arguments'] = ({ AccessManager }) => [AccessManager],
  artefact = name,
): ContractStep {
  return { kind: 'contract', name, artefact, arguments: args };
}

/** A proxy that is set up as it is made, so that nobody comes in between. */
function upgradeable(artefacts: Artefacts, name: string, args: ContractStep['arguments']): Step[] {
  return [
    make(`${name}Implementation`, () => [], name),
    make(
      name,
      (at) => [
        at[`${name}Implementation`],
        encodeFunctionData({ abi: artefacts.get(name).abi, functionName: 'initialize', args: args(at) }),
      ],
      'ERC1967Proxy',
    ),
  ];
}

function contracts(artefacts: Artefacts, people: PlatformPeople, terms: PlatformTerms): Step[] {
  return [...governance(people, terms), ...markets(artefacts), ...outside(people)];
}

/** Who decides, and with what. */
function governance(people: PlatformPeople, terms: PlatformTerms): Step[] {
  return [
    make('TimelockController', () => [BigInt(terms.timelockSeconds), [], [], people.deployer]),
    make('AccessManager', () => [people.deployer]),
    make('GovernanceToken', ({ TimelockController }) => [TimelockController, terms.supply]),
    make('StakedVotes', ({ GovernanceToken }) => [GovernanceToken, terms.unstakeSeconds]),
    make('PersonRegistry'),
    make('ProposalTypes'),
    make('AgentGovernance', (at) => [
      at['StakedVotes'],
      at['TimelockController'],
      at['PersonRegistry'],
      at['ProposalTypes'],
      {
        votingDelay: terms.votingDelaySeconds,
        votingPeriod: terms.votingPeriodSeconds,
        proposalThreshold: terms.proposalThreshold,
        lateQuorumExtension: terms.lateQuorumSeconds,
        guardian: people.guardian,
      },
    ]),
    make('VotingRewards', (at) => [at['AgentGovernance'], at['GovernanceToken'], at['AccessManager']]),
  ];
}

/** Models and the capital in them, and what is traded. */
function markets(artefacts: Artefacts): Step[] {
  return [
    make('PriceOracle', (at) => [at['AccessManager'], zeroAddress, 0]),
    ...upgradeable(artefacts, 'ModelRegistry', (at) => [
      at['AccessManager'],
      at['GovernanceToken'],
      at['TimelockController'],
    ]),
    ...upgradeable(artefacts, 'ProfitSplitter', (at) => [at['AccessManager'], at['TimelockController']]),
    make('ModelVaultFactory'),
    make('TradeDesk', () => []),
    make(
      'ModelVaultImplementation',
      (at) => [at['ModelVaultFactory'], at['PriceOracle'], at['ProfitSplitter']],
      'ModelVault',
    ),
    make('ConsortiumImplementation', () => [], 'Consortium'),
    make('MultiAgentCoordinator', (at) => [at['ModelVaultFactory'], at['ConsortiumImplementation']]),
    make('AgentPortfolioManager', (at) => [at['ModelVaultFactory']]),
    make('AIServiceAMM'),
    make('AIPowerYieldFarm'),
    make('AIPowerDerivatives', (at) => [at['AccessManager'], at['PriceOracle']]),
    make('PredictionMarket', (at) => [
      at['AccessManager'],
      at['ModelRegistry'],
      at['PriceOracle'],
      at['TimelockController'],
    ]),
    make('SyntheticAsset'),
  ];
}

/** What a pair of Uniswap's second version keeps of its input. Units: 1/10,000. */
const UNISWAP_V2_FEE_BPS = 30n;

/** Ways for vaults to trade: at our own market, and at Uniswap where it is. */
function adaptersTo({ uniswapV2, uniswapV3 }: PlatformVenues): ContractStep[] {
  return [
    make('AIServiceAMMAdapter', (at) => [at['AIServiceAMM']]),
    ...(uniswapV2 === undefined ? [] : [make('UniswapV2Adapter', () => [uniswapV2, UNISWAP_V2_FEE_BPS])]),
    ...(uniswapV3 === undefined ? [] : [make('UniswapV3Adapter', () => [uniswapV3])]),
  ];
}

function mayBeTradedThrough({ name }: ContractStep): SettingStep {
  return {
    kind: 'setting',
    name: `vaults may trade through ${name}`,
    read: { on: 'ModelVaultFactory', function: 'isAdapter', arguments: (at) => [at[name]] },
    isSet: (value) => value === true,
    write: { on: 'ModelVaultFactory', function: 'setAdapter', arguments: (at) => [at[name], true] },
  };
}

/** Other chains, and the agent's own trades. */
function outside({ signers }: PlatformPeople): Step[] {
  const threshold = BigInt(Math.floor(signers.length / 2) + 1);
  return [
    make('ThresholdGateway', (at) => [at['AccessManager'], signers, signers.map(() => 1n), threshold]),
    make('CrossChainBridge'),
    make('QPAExecutor', (at) => [at['AccessManager'], at['TimelockController']]),
  ];
}

/** What each role may call. Everything else that is restricted is the timelock's. */
const CALLS: readonly (readonly [role: keyof typeof ROLE, contract: string, functions: readonly string[]])[] =
  [
    ['guardian', 'CrossChainBridge', ['setPaused', 'dispute']],
    ['guardian', 'QPAExecutor', ['setPaused']],
    ['guardian', 'ModelVaultFactory', ['haltVault']],
    ['attester', 'PersonRegistry', ['attest', 'revoke']],
    ['operator', 'QPAExecutor', ['executeArbitrage', 'executeLiquidation', 'withdraw']],
  ];

const firstVaultVersion: SettingStep = {
  kind: 'setting',
  name: 'new vaults are of the first version',
  read: { on: 'ModelVaultFactory', function: 'implementationOf', arguments: () => [1n] },
  isSet: (value, at) => value === at['ModelVaultImplementation'],
  write: {
    on: 'ModelVaultFactory',
    function: 'addVersion',
    arguments: (at) => [at['ModelVaultImplementation']],
  },
};

function settings(artefacts: Artefacts, people: PlatformPeople): Step[] {
  const allowed = CALLS.flatMap(([role, on, functions]) =>
    functions.map((name) => mayCall(artefacts, role, on, name)),
  );
  const granted = (Object.keys(ROLE) as (keyof typeof ROLE)[]).map((role) =>
    hasRole(`${role} is ${role}`, ROLE[role], () => people[role], true),
  );
  return [
    firstVaultVersion,
    ...allowed,
    ...granted,
    ...(['PROPOSER_ROLE', 'CANCELLER_ROLE', 'EXECUTOR_ROLE'] as const).map((role) =>
      timelockRole(
        `governance has ${role} of the timelock`,
        role,
        (at) => at['AgentGovernance'] as Address,
        true,
      ),
    ),
  ];
}

function handOver({ deployer }: PlatformPeople): Step[] {
  return [
    hasRole('the timelock owns the access manager', ADMIN, (at) => at['TimelockController'] as Address, true),
    hasRole('the deployer owns nothing of the access manager', ADMIN, () => deployer, false),
    timelockRole('the deployer owns nothing of the timelock', 'DEFAULT_ADMIN_ROLE', () => deployer, false),
  ];
}

function mayCall(artefacts: Artefacts, role: keyof typeof ROLE, on: string, name: string): SettingStep {
  const found = artefacts.get(on).abi.find((each) => each.type === 'function' && each.name === name);
  if (found?.type !== 'function') throw new Error(`${on} has no function ${name}`);
  const selector: Hex = toFunctionSelector(found);
  const reading = (called: string, args: Reading['arguments']): Reading => ({
    on: 'AccessManager',
    function: called,
    arguments: args,
  });
  return {
    kind: 'setting',
    name: `${role} may call ${on}.${name}`,
    read: reading('getTargetFunctionRole', (at) => [at[on], selector]),
    isSet: (value) => value === ROLE[role],
    write: reading('setTargetFunctionRole', (at) => [at[on], [selector], ROLE[role]]),
  };
}

function hasRole(name: string, role: bigint, who: (at: Addresses) => Address, wanted: boolean): SettingStep {
  return {
    kind: 'setting',
    name,
    read: { on: 'AccessManager', function: 'hasRole', arguments: (at) => [role, who(at)] },
    isSet: (value) => (value as readonly [boolean, number])[0] === wanted,
    write: wanted
      ? { on: 'AccessManager', function: 'grantRole', arguments: (at) => [role, who(at), 0] }
      : { on: 'AccessManager', function: 'renounceRole', arguments: (at) => [role, who(at)] },
  };
}

/** OpenZeppelin's roles of the timelock: digests of their names, zero for the owner. */
const TIMELOCK_ROLE = {
  DEFAULT_ADMIN_ROLE: zeroHash,
  PROPOSER_ROLE: '0xb09aa5aeb3702cfd50b6b62bc4532604938f21248a27a1d5ca736082b6819cc1',
  CANCELLER_ROLE: '0xfd643c72710c63c0180259aba6b2d05451e3591a24e58b62239378085726f783',
  EXECUTOR_ROLE: '0xd8aa0f3194971a2a116679f7c2090f6939c8d4e01a2a8d7e41d55e5351469e63',
} as const;

function timelockRole(
  name: string,
  role: keyof typeof TIMELOCK_ROLE,
  who: (at: Addresses) => Address,
  wanted: boolean,
): SettingStep {
  const reading = (called: string): Reading => ({
    on: 'TimelockController',
    function: called,
    arguments: (at) => [TIMELOCK_ROLE[role], who(at)],
  });
  return {
    kind: 'setting',
    name,
    read: reading('hasRole'),
    isSet: (value) => value === wanted,
    write: reading(wanted ? 'grantRole' : 'renounceRole'),
  };
}
