import {
  type Addresses,
  type Attestation,
  BridgeRelayer,
  BridgeSide,
  BridgeSigner,
  type ContractAt,
  callOf,
  contractOf,
  EvmChain,
  type Network,
  networkOf,
  readAt,
  type Step,
} from '@qca/chain-evm';
import type { HexBytes } from '@qca/ports';
import { MemoryRecordLog } from '@qca/ports/suites';
import { MemoryChainEvents } from '@qca/store-local';
import { type Address, maxUint256, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { buildContracts, OwnChain } from './OwnChain.ts';

export const HOME = 31_337;
export const ABROAD = 31_338;
/** Blocks on top; reorganisations of the tests stay below. */
export const DEPTH = 4;
export const THRESHOLD = 3;
/** From this on a transfer waits for a day. */
export const LARGE = 1_000n;
export const SUPPLY = 10n ** 6n;

const LOCK = 1;
const MINT = 2;
const LIMIT = 10n ** 9n;

const keyOf = (number: number): HexBytes => toHex(0xc0ffee00 + number, { size: 32 });
/** The gateway's own signers, and as many who are none. */
export const signerAccounts = [1, 2, 3, 4, 5].map((number) => privateKeyToAccount(keyOf(number)));
export const strangerAccounts = [11, 12, 13, 14, 15].map((number) => privateKeyToAccount(keyOf(number)));
const relayerAccount = privateKeyToAccount(keyOf(21));

/** One end: its chain and what is on it. */
export interface End {
  readonly own: OwnChain;
  readonly at: Addresses;
  readonly network: Network;
  readonly token: ContractAt<'GovernanceToken'> | ContractAt<'BridgedToken'>;
  readonly bridge: ContractAt<'CrossChainBridge'>;
  readonly gateway: ContractAt<'ThresholdGateway'>;
}

/** Two chains of their own with a bridge between them: a token at home on the one, made on the other. */
export class TwoChains {
  readonly home: End;
  readonly abroad: End;
  readonly users: readonly Address[];

  private constructor(home: End, abroad: End) {
    this.home = home;
    this.abroad = abroad;
    this.users = home.own.accounts.slice(1, 4);
  }

  static async start(): Promise<TwoChains> {
    const artefacts = buildContracts();
    const [homeChain, abroadChain] = await Promise.all([OwnChain.start(HOME), OwnChain.start(ABROAD)]);
    const home = await deploy(artefacts, homeChain as OwnChain, HOME);
    const abroad = await deploy(artefacts, abroadChain as OwnChain, ABROAD);
    const two = new TwoChains(home, abroad);
    await two.#link(home, abroad, LOCK);
    await two.#link(abroad, home, MINT);
    const [holder] = home.own.accounts as [Address];
    for (const user of two.users) {
      const share = callOf(home.token as ContractAt<'GovernanceToken'>, 'transfer', [user, SUPPLY]);
      await home.own.mustSend(share, holder);
      const allow = callOf(home.token as ContractAt<'GovernanceToken'>, 'approve', [
        home.bridge.address,
        maxUint256,
      ]);
      await home.own.mustSend(allow, user);
    }
    for (const { own } of [home, abroad]) {
      await own.ask('anvil_setBalance', relayerAccount.address, toHex(10n ** 21n));
      await own.mine(DEPTH + 2);
    }
    return two;
  }

  async stop(): Promise<void> {
    await this.home.own.stop();
    await this.abroad.own.stop();
  }

  get ends(): readonly [End, End] {
    return [this.home, this.abroad];
  }

  other(end: End): End {
    return end === this.home ? this.abroad : this.home;
  }

  /** What somebody knows of both ends who looks with own eyes. */
  openSides(): readonly [BridgeSide, BridgeSide] {
    const [home, abroad] = this.ends.map(
      ({ own, network, bridge, gateway }) =>
        new BridgeSide({
          ...{ network, bridge, gateway, reader: own.reader, fromNumber: 0 },
          events: new MemoryChainEvents(),
        }),
    );
    return [home as BridgeSide, abroad as BridgeSide];
  }

  openSigners(): readonly BridgeSigner[] {
    const sides = this.openSides();
    return signerAccounts.map((account) => new BridgeSigner(account, sides));
  }

  openRelayer(attesters: ConstructorParameters<typeof BridgeRelayer>[1]): BridgeRelayer {
    const [home, abroad] = this.openSides();
    const sending = (side: BridgeSide, { network, own }: End) => ({
      side,
      chain: new EvmChain({
        ...{ network, reader: own.reader, account: relayerAccount, log: new MemoryRecordLog() },
      }),
    });
    return new BridgeRelayer([sending(home, this.home), sending(abroad, this.abroad)], attesters);
  }

  /** Both chains' clocks go on together. */
  async pass(seconds: number): Promise<void> {
    for (const { own } of this.ends) await own.pass(seconds);
  }

  /** What stands abroad for tokens, and what is locked at home for it. */
  async supplyAndLocked(): Promise<{
    readonly minted: bigint;
    readonly locked: bigint;
    readonly held: bigint;
  }> {
    const { home, abroad } = this;
    const [minted, locked, held] = await Promise.all([
      readAt(abroad.own.reader, abroad.token as ContractAt<'BridgedToken'>, 'totalSupply', []),
      readAt(home.own.reader, home.bridge, 'lockedFor', [home.token.address, BigInt(ABROAD)]),
      readAt(home.own.reader, home.token as ContractAt<'GovernanceToken'>, 'balanceOf', [
        home.bridge.address,
      ]),
    ]);
    return { minted, locked, held };
  }

  async balanceOf(end: End, user: Address): Promise<bigint> {
    return readAt(end.own.reader, end.token as ContractAt<'GovernanceToken'>, 'balanceOf', [user]);
  }

  async #link({ own, bridge, gateway, token }: End, there: End, kind: number): Promise<void> {
    const [admin] = own.accounts as [Address];
    const chainId = BigInt(there.network.chainId);
    for (const call of [
      callOf(gateway, 'setPeer', [chainId, there.gateway.address, DEPTH]),
      callOf(bridge, 'setLink', [gateway.address, chainId, there.bridge.address]),
      callOf(bridge, 'setRoute', [token.address, chainId, kind, there.token.address, LIMIT, LARGE]),
    ])
      await own.mustSend(call, admin);
  }
}

async function deploy(
  artefacts: ReturnType<typeof buildContracts>,
  own: OwnChain,
  chainId: number,
): Promise<End> {
  const [admin] = own.accounts as [Address];
  const signers = signerAccounts
    .map(({ address }) => address)
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const contract = (name: string, args: (at: Addresses) => readonly unknown[], artefact = name): Step => ({
    ...{ kind: 'contract', name, artefact, arguments: args },
  });
  const at = await own.deploy(artefacts, [
    contract('AccessManager', () => [admin]),
    contract('ThresholdGateway', ({ AccessManager }) => [
      AccessManager,
      signers,
      signers.map(() => 1n),
      BigInt(THRESHOLD),
    ]),
    contract('CrossChainBridge', ({ AccessManager }) => [AccessManager]),
    chainId === HOME
      ? contract('Token', () => [admin, 3n * SUPPLY], 'GovernanceToken')
      : contract(
          'Token',
          ({ CrossChainBridge }) => [CrossChainBridge, 'Home abroad', 'HOME', 18],
          'BridgedToken',
        ),
  ]);
  const network: Network = { ...networkOf('local'), chainId, finalityDepth: DEPTH };
  const token = {
    name: chainId === HOME ? 'GovernanceToken' : 'BridgedToken',
    address: at['Token'] as Address,
  };
  return {
    ...{ own, at, network, token: token as End['token'] },
    bridge: contractOf(at, 'CrossChainBridge'),
    gateway: contractOf(at, 'ThresholdGateway'),
  };
}

export function isSigned(answer: Attestation | { readonly kind: string }): answer is Attestation {
  return 'signature' in answer;
}
