import { accept, canonicalJson, type Result, reject, type Sha256, sha256 } from '@qca/base';
import {
  CHAIN_PENDING_MAX,
  type Chain,
  type ChainAction,
  type ChainBlock,
  type ChainCall,
  type ChainNetwork,
  type ChainOutcome,
  type ChainRejection,
  type ChainReport,
  type ChainTransaction,
  chainActionIdUsed,
  type HexBytes,
  type RefusedCall,
  refuseBadChainAction,
} from '@qca/ports';
import type { MemoryBlocks, MemorySent } from './MemoryBlocks.ts';

/** What an account has taken on. */
export interface MemoryIntent {
  readonly action: ChainAction;
  readonly contentHash: Sha256;
  readonly nonce: number;
  readonly attempts: (MemorySent & { readonly withdraws: boolean })[];
  outcome: ChainOutcome | undefined;
  mined: ChainOutcome | undefined;
  sentMs: number | undefined;
}

/** What survives an account's process: hand it to the next one. */
export class MemoryIntents {
  readonly byId = new Map<string, MemoryIntent>();
}

export interface MemoryChainOptions {
  readonly network: ChainNetwork;
  readonly account: HexBytes;
  readonly blocks: MemoryBlocks;
  readonly intents?: MemoryIntents;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** After this what is in no block is offered more for. Milliseconds. */
  readonly stuckMs?: number;
}

const STUCK_MS = 30_000;
const FIRST_FEE = 1_000_000_000n;

/** The `Chain` of a chain in memory, SIMULATED. */
export class MemoryChain implements Chain {
  readonly network: ChainNetwork;
  readonly account: HexBytes;
  readonly #blocks: MemoryBlocks;
  readonly #intents: Map<string, MemoryIntent>;
  readonly #now: () => number;
  readonly #stuckMs: number;
  #unsaid: ChainReport[] = [];

  constructor({ network, account, blocks, intents, now, stuckMs }: MemoryChainOptions) {
    this.network = network;
    this.account = account;
    this.#blocks = blocks;
    this.#intents = (intents ?? new MemoryIntents()).byId;
    this.#now = now;
    this.#stuckMs = stuckMs ?? STUCK_MS;
    // What was only seen is seen again.
    for (const intent of this.#intents.values()) forgetBlock(intent);
  }

  async head(): Promise<ChainBlock> {
    return this.#blocks.head();
  }

  async submit(action: ChainAction): Promise<Result<ChainTransaction, ChainRejection>> {
    refuseBadChainAction(action);
    const contentHash = sha256(canonicalJson(action));
    const known = this.#intents.get(action.id);
    if (known !== undefined) {
      if (known.contentHash !== contentHash) throw chainActionIdUsed(action.id);
      return accept(viewOf(known));
    }
    const tried = action.gasMax === undefined ? this.#blocks.call(action) : accept('0x' as const);
    if (!tried.ok) return reject({ kind: 'would-revert', ...tried.rejection });
    const pending = this.#live().length;
    if (pending >= CHAIN_PENDING_MAX)
      return reject({ kind: 'too-many-pending', pending, max: CHAIN_PENDING_MAX });
    const intent: MemoryIntent = {
      ...{ action, contentHash, nonce: this.#nextNonce(), attempts: [] },
      ...{ outcome: undefined, mined: undefined, sentMs: undefined },
    };
    this.#intents.set(action.id, intent);
    this.#attempt(intent, FIRST_FEE, false);
    return accept(viewOf(intent));
  }

  find(id: string): ChainTransaction | undefined {
    const intent = this.#intents.get(id);
    return intent === undefined ? undefined : viewOf(intent);
  }

  async observe(): Promise<readonly ChainReport[]> {
    const head = this.#blocks.head();
    const count = this.#blocks.countAt(this.account, head.number);
    for (const intent of this.#intents.values()) this.#reopen(intent, count);
    for (const intent of this.#live()) this.#look(intent, head, count);
    const reports = this.#unsaid;
    this.#unsaid = [];
    return reports;
  }

  async read(call: ChainCall, blockNumber?: number): Promise<Result<HexBytes, RefusedCall>> {
    const answer = this.#blocks.call(call, blockNumber);
    return answer.ok ? answer : reject({ kind: 'would-revert', ...answer.rejection });
  }

  async close(): Promise<void> {}

  #live(): MemoryIntent[] {
    return [...this.#intents.values()]
      .filter(({ outcome }) => outcome === undefined)
      .sort((a, b) => a.nonce - b.nonce);
  }

  #nextNonce(): number {
    const count = this.#blocks.countAt(this.account, this.#blocks.head().number);
    return [...this.#intents.values()].reduce((next, { nonce }) => Math.max(next, nonce + 1), count);
  }

  #attempt(intent: MemoryIntent, feePerGas: bigint, withdraws: boolean): void {
    const { id, to, data } = intent.action;
    const call = withdraws ? ({ to: this.account, data: '0x' } as const) : { to, data };
    const unsigned = { ...call, from: this.account, nonce: intent.nonce, feePerGas };
    const hash: HexBytes = `0x${sha256(canonicalJson(unsigned))}`;
    intent.attempts.push({ ...unsigned, hash, withdraws });
    this.#send(intent);
    this.#unsaid.push({
      ...{ kind: 'transaction-sent', id, hash },
      ...{ attempt: intent.attempts.length, feePerGasMax: feePerGas },
    });
  }

  #send(intent: MemoryIntent): void {
    intent.sentMs = this.#now();
    this.#blocks.send(intent.attempts.at(-1) as MemorySent);
  }

  #reopen(intent: MemoryIntent, count: number): void {
    if (intent.outcome === undefined || intent.nonce < count) return;
    intent.outcome = undefined;
    forgetBlock(intent);
    this.#unsaid.push({ kind: 'transaction-unmined', id: intent.action.id, wasFinal: true });
  }

  #look(intent: MemoryIntent, head: ChainBlock, count: number): void {
    const { id } = intent.action;
    const outcome = intent.nonce < count ? this.#outcomeOf(intent, head) : undefined;
    const isSame = blockHashOf(outcome) === blockHashOf(intent.mined);
    if (intent.mined !== undefined && !isSame) {
      forgetBlock(intent);
      this.#unsaid.push({ kind: 'transaction-unmined', id, wasFinal: false });
    }
    if (outcome === undefined) {
      if (intent.nonce >= count) this.#push(intent, intent.nonce === count);
      return;
    }
    intent.mined = outcome;
    if (!isSame) this.#unsaid.push({ kind: 'transaction-mined', id, outcome });
    if (outcome.kind !== 'replaced' && head.number - outcome.block.number < this.network.finalityDepth)
      return;
    intent.outcome = outcome;
    this.#unsaid.push({ kind: 'transaction-final', id, outcome });
  }

  #outcomeOf({ attempts, nonce }: MemoryIntent, head: ChainBlock): ChainOutcome | undefined {
    for (const { hash, withdraws } of attempts) {
      const receipt = this.#blocks.receipt(hash);
      if (receipt === undefined) continue;
      const { block, feePaid, refusal } = receipt;
      if (withdraws) return { kind: 'withdrawn', hash, block, feePaid };
      if (refusal === undefined) return { kind: 'done', hash, block, feePaid };
      return { kind: 'reverted', hash, block, feePaid, reason: refusal.sentence };
    }
    const finalCount = this.#blocks.countAt(this.account, head.number - this.network.finalityDepth);
    return finalCount > nonce ? { kind: 'replaced', nonce } : undefined;
  }

  #push(intent: MemoryIntent, isFirst: boolean): void {
    const last = intent.attempts.at(-1) as MemoryIntent['attempts'][number];
    const { untilUs } = intent.action;
    const withdraws = last.withdraws || (untilUs !== undefined && this.#now() * 1_000 >= untilUs);
    const isStuck = isFirst && this.#now() - (intent.sentMs ?? this.#now()) >= this.#stuckMs;
    if (withdraws !== last.withdraws || isStuck)
      this.#attempt(intent, (last.feePerGas * 9n) / 8n + 1n, withdraws);
    else if (intent.sentMs === undefined || !this.#blocks.isWaiting(last.hash)) this.#send(intent);
  }
}

function forgetBlock(intent: MemoryIntent): void {
  intent.mined = undefined;
  intent.sentMs = undefined;
}

function blockHashOf(outcome: ChainOutcome | undefined): string | undefined {
  return outcome === undefined || outcome.kind === 'replaced' ? undefined : outcome.block.hash;
}

function viewOf({ action, nonce, attempts, outcome, mined }: MemoryIntent): ChainTransaction {
  const progress =
    outcome !== undefined
      ? ({ state: 'final', outcome } as const)
      : mined !== undefined
        ? ({ state: 'mined', outcome: mined } as const)
        : ({ state: 'pending', trouble: '' } as const);
  return { id: action.id, nonce, hashes: attempts.map(({ hash }) => hash), progress };
}
