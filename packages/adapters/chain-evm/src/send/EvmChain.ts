import { type Accepted, accept, assert, type Result, reject } from '@qca/base';
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
  type RecordLog,
  type RefusedCall,
  refuseBadChainAction,
} from '@qca/ports';
import { keccak256, type LocalAccount, type PublicClient } from 'viem';
import type { Network } from '../networks.ts';
import { ChainNode, type Receipt } from './ChainNode.ts';
import { bumpFees, estimateFees, type Fees } from './fees.ts';
import { applyRecord, contentHashOf, foldIntents, type Intent, type IntentRecord } from './Intent.ts';

export interface EvmChainOptions {
  readonly network: Network;
  /** One node, or several that answer as one (`QuorumNodes`). */
  readonly reader: PublicClient;
  /** Signs; its key is used by nobody else, and by one process at a time. */
  readonly account: Pick<LocalAccount, 'address' | 'signTransaction'>;
  readonly log: RecordLog<IntentRecord>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** A call may use more when it is mined than when it was tried: what it finds has changed by then. */
const GAS_NUMERATOR = 5n;
const GAS_DENOMINATOR = 4n;
/** Ids of ours begin so; those of others cannot. */
const FILLER = ':fill:';
/** So many holes are filled at a look: more than a reorganisation leaves, fewer than would be noticed late if it is our mistake. */
const FILL_MAX = 16;

/**
 * The `Chain` of an EVM network.
 *
 * An intent gets its nonce when it is kept and never another, so however often it is signed, at most one of its transactions
 * counts. It is signed and kept before it is sent, so after a crash the same bytes are sent again.
 */
export class EvmChain implements Chain {
  readonly network: ChainNetwork;
  readonly account: HexBytes;
  readonly #terms: Network['sending'];
  readonly #node: ChainNode;
  readonly #signer: EvmChainOptions['account'];
  readonly #log: RecordLog<IntentRecord>;
  readonly #now: () => number;
  readonly #intents: Map<string, Intent>;
  /** The nonce of the next intent; unknown until the chain was asked once. */
  #nextNonce: number | undefined;
  #gapSinceMs: number | undefined;
  #unsaid: ChainReport[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ network, reader, account, log, now = Date.now }: EvmChainOptions) {
    const { name, chainId, finalityDepth } = network;
    this.network = { name, chainId, finalityDepth };
    this.account = account.address;
    this.#terms = network.sending;
    this.#node = new ChainNode(reader);
    this.#signer = account;
    this.#log = log;
    this.#now = now;
    this.#intents = foldIntents(log.records);
  }

  async head(): Promise<ChainBlock> {
    const block = await this.#node.block();
    assert(block !== undefined, 'a chain has a newest block');
    return block;
  }

  async submit(action: ChainAction): Promise<Result<ChainTransaction, ChainRejection>> {
    refuseBadChainAction(action);
    const known = this.#known(action);
    if (known !== undefined) return known;
    // Tried out before our turn, so that those who wait for each other do not wait for this as well.
    const gas = await this.#gasOf(action);
    if (!gas.ok) return gas;
    return this.#inTurn(async () => {
      const same = this.#known(action);
      if (same !== undefined) return same;
      const pending = this.#live().length;
      if (pending >= CHAIN_PENDING_MAX)
        return reject({ kind: 'too-many-pending', pending, max: CHAIN_PENDING_MAX });
      const { id, to, data, value, untilUs } = action;
      const intent = this.#keep({
        ...{ kind: 'intent', id, contentHash: contentHashOf(action), nonce: await this.#takeNonce() },
        ...{ to, data, value, gas: gas.value, ...(untilUs === undefined ? {} : { untilUs }) },
      });
      try {
        await this.#attempt(intent, await this.#fees(), false);
      } catch (error) {
        // It is kept: the next look sends it.
        intent.trouble = error instanceof Error ? error.message : String(error);
      }
      return accept(viewOf(intent));
    });
  }

  find(id: string): ChainTransaction | undefined {
    const intent = this.#intents.get(id);
    return intent === undefined ? undefined : viewOf(intent);
  }

  observe(): Promise<readonly ChainReport[]> {
    return this.#inTurn(async () => {
      const head = await this.head();
      const count = await this.#node.countAt(this.account, head.number);
      this.#nextNonce = Math.max(this.#nextNonce ?? this.#firstFree(), count);
      this.#reopen(count);
      for (const intent of this.#live()) await this.#look(intent, { head, count });
      await this.#fillGaps(count);
      const reports = this.#unsaid;
      this.#unsaid = [];
      return reports;
    });
  }

  async read(call: ChainCall, blockNumber?: number): Promise<Result<HexBytes, RefusedCall>> {
    const answer = await this.#node.call({ ...call, from: this.account }, blockNumber);
    if (answer.ok) return accept(answer.value);
    const { rejection } = answer;
    if (rejection.kind === 'would-revert') return reject(rejection);
    return reject({ kind: 'would-revert', error: '', sentence: rejection.sentence });
  }

  async close(): Promise<void> {
    await this.#turn.catch(() => undefined);
    this.#log.close();
  }

  /** One thing at a time: nonces are given in order, and a look sees no half-done submission. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#turn.then(work, work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #known(action: ChainAction): Accepted<ChainTransaction> | undefined {
    const intent = this.#intents.get(action.id);
    if (intent === undefined) return undefined;
    if (intent.kept.contentHash !== contentHashOf(action)) throw chainActionIdUsed(action.id);
    return accept(viewOf(intent));
  }

  async #gasOf(action: ChainAction): Promise<Result<bigint, ChainRejection>> {
    if (action.gasMax !== undefined) return accept(action.gasMax);
    const { to, data, value } = action;
    const tried = await this.#node.estimateGas({ from: this.account, to, data, value });
    return tried.ok ? accept((tried.value * GAS_NUMERATOR) / GAS_DENOMINATOR) : reject(tried.rejection);
  }

  async #fees(): Promise<Fees> {
    return estimateFees(await this.#node.feeHistory(), this.#terms);
  }

  async #takeNonce(): Promise<number> {
    if (this.#nextNonce === undefined) {
      const { number } = await this.head();
      this.#nextNonce = Math.max(await this.#node.countAt(this.account, number), this.#firstFree());
    }
    return this.#nextNonce++;
  }

  /** After everything that we ever kept. */
  #firstFree(): number {
    return [...this.#intents.values()].reduce((free, { kept }) => Math.max(free, kept.nonce + 1), 0);
  }

  #live(): Intent[] {
    return [...this.#intents.values()]
      .filter(({ outcome }) => outcome === undefined)
      .sort((a, b) => a.kept.nonce - b.kept.nonce);
  }

  #write(record: IntentRecord): void {
    this.#log.append(record);
    applyRecord(this.#intents, record);
  }

  #keep(record: Extract<IntentRecord, { kind: 'intent' }>): Intent {
    this.#write(record);
    return this.#intents.get(record.id) as Intent;
  }

  #say(report: ChainReport): void {
    if (!report.id.startsWith(FILLER)) this.#unsaid.push(report);
  }

  /** Signs, keeps what was signed, and only then sends it. */
  async #attempt(intent: Intent, fees: Fees, withdraws: boolean): Promise<void> {
    const { id, nonce, to, data, value, gas } = intent.kept;
    const content = withdraws
      ? ({ to: this.account, data: '0x', value: 0n, gas: await this.#emptyGas() } as const)
      : { to, data, value, gas };
    const raw = await this.#signer.signTransaction({
      ...content,
      ...{ type: 'eip1559', chainId: this.network.chainId, nonce },
      ...{ maxFeePerGas: fees.feePerGasMax, maxPriorityFeePerGas: fees.tipPerGasMax },
    });
    const hash = keccak256(raw);
    this.#write({ kind: 'signed', id, hash, raw, ...fees, withdraws });
    await this.#send(intent);
    const { feePerGasMax } = fees;
    this.#say({ kind: 'transaction-sent', id, hash, attempt: intent.attempts.length, feePerGasMax });
  }

  /** Sends what was signed last, for the first time or again. */
  async #send(intent: Intent): Promise<void> {
    const last = intent.attempts.at(-1);
    assert(last !== undefined, 'only what is signed is sent');
    intent.sentMs = this.#now();
    intent.trouble = await this.#node.send(last.raw);
  }

  /** Gas of a transaction that does nothing; more than 21,000 where data are paid for on another chain. */
  async #emptyGas(): Promise<bigint> {
    const tried = await this.#node.estimateGas({ from: this.account, to: this.account, data: '0x' });
    return tried.ok ? (tried.value * GAS_NUMERATOR) / GAS_DENOMINATOR : 100_000n;
  }

  /** What we called final has left the chain when its place is free again. */
  #reopen(count: number): void {
    for (const intent of this.#intents.values()) {
      if (intent.outcome === undefined || intent.kept.nonce < count) continue;
      const { id } = intent.kept;
      this.#write({ kind: 'reopened', id });
      this.#forgetBlock(intent);
      this.#say({ kind: 'transaction-unmined', id, wasFinal: true });
    }
  }

  #forgetBlock(intent: Intent): void {
    intent.mined = undefined;
    intent.sentMs = undefined;
    intent.firstInLineMs = undefined;
  }

  async #look(intent: Intent, at: { readonly head: ChainBlock; readonly count: number }): Promise<void> {
    const { id, nonce } = intent.kept;
    const receipt = nonce < at.count ? await this.#receiptOf(intent) : undefined;
    if (receipt !== undefined) {
      await this.#seen(intent, receipt, at.head);
      return;
    }
    if (intent.mined !== undefined) {
      this.#forgetBlock(intent);
      this.#say({ kind: 'transaction-unmined', id, wasFinal: false });
    }
    if (nonce >= at.count) await this.#push(intent, nonce === at.count);
    else await this.#lookForStranger(intent, at.head);
  }

  /** The transaction of an intent that is in a block; the newest attempt first, for it usually is the one. */
  async #receiptOf(intent: Intent): Promise<Receipt | undefined> {
    for (const { hash } of intent.attempts.toReversed()) {
      const receipt = await this.#node.receipt(hash);
      if (receipt !== undefined) return receipt;
    }
    return undefined;
  }

  async #seen(intent: Intent, receipt: Receipt, head: ChainBlock): Promise<void> {
    const { id } = intent.kept;
    const before = intent.mined;
    if (!isOf(before, receipt)) {
      if (before !== undefined) this.#say({ kind: 'transaction-unmined', id, wasFinal: false });
      intent.mined = await this.#outcomeOf(intent, receipt);
      this.#say({ kind: 'transaction-mined', id, outcome: intent.mined });
    }
    if (head.number - receipt.block.number < this.network.finalityDepth) return;
    // A receipt may come from a block that has left the chain meanwhile.
    const block = await this.#node.block(receipt.block.number);
    if (block?.hash === receipt.block.hash) this.#finish(intent, intent.mined as ChainOutcome);
  }

  #finish(intent: Intent, outcome: ChainOutcome): void {
    const { id } = intent.kept;
    this.#write({ kind: 'final', id, outcome });
    this.#say({ kind: 'transaction-final', id, outcome });
  }

  async #outcomeOf(intent: Intent, receipt: Receipt): Promise<ChainOutcome> {
    const { hash, block, feePaid, succeeded } = receipt;
    const attempt = intent.attempts.find((each) => each.hash === hash);
    if (attempt?.withdraws === true) return { kind: 'withdrawn', hash, block, feePaid };
    if (succeeded) return { kind: 'done', hash, block, feePaid };
    return { kind: 'reverted', hash, block, feePaid, reason: await this.#reasonOf(intent, receipt) };
  }

  /** Chains keep no reasons: the call is made again, on the state before its block and after it. */
  async #reasonOf({ kept }: Intent, { block, gasUsed }: Receipt): Promise<string> {
    const { to, data, value, gas } = kept;
    if (gasUsed >= gas) return `It ran out of gas: ${gas} were allowed.`;
    for (const number of [block.number - 1, block.number]) {
      const again = await this.#node.call({ from: this.account, to, data, value, gas }, Math.max(0, number));
      if (!again.ok) return again.rejection.sentence;
    }
    return 'The contract refused for what other transactions of its block had done; called again, it does not.';
  }

  /** Its place is taken, and not by us. */
  async #lookForStranger(intent: Intent, head: ChainBlock): Promise<void> {
    const finalNumber = head.number - this.network.finalityDepth;
    if (finalNumber < 0) return;
    const { nonce } = intent.kept;
    if ((await this.#node.countAt(this.account, finalNumber)) > nonce)
      this.#finish(intent, { kind: 'replaced', nonce });
  }

  /** Brings an intent that waits nearer to a block. */
  async #push(intent: Intent, isFirst: boolean): Promise<void> {
    const last = intent.attempts.at(-1);
    if (last === undefined) {
      await this.#attempt(intent, await this.#fees(), this.#isOverdue(intent));
      return;
    }
    const nowMs = this.#now();
    if (isFirst) intent.firstInLineMs ??= nowMs;
    const withdraws = last.withdraws || this.#isOverdue(intent);
    const isStuck =
      isFirst &&
      nowMs - Math.max(intent.sentMs ?? nowMs, intent.firstInLineMs ?? nowMs) >= this.#terms.stuckMs;
    const fees =
      withdraws !== last.withdraws || isStuck ? bumpFees(last, await this.#fees(), this.#terms) : undefined;
    if (fees !== undefined) await this.#attempt(intent, fees, withdraws);
    else if (intent.sentMs === undefined || isStuck) await this.#send(intent);
    // What all nodes have dropped is sent again; only the first in line is worth the question.
    else if (isFirst && !(await this.#node.knows(last.hash))) await this.#send(intent);
  }

  #isOverdue({ kept }: Intent): boolean {
    return kept.untilUs !== undefined && this.#now() * 1_000 >= kept.untilUs;
  }

  /** Nothing behind a hole is ever mined: a place that stays empty gets a transaction that does nothing. */
  async #fillGaps(count: number): Promise<void> {
    const taken = new Set([...this.#intents.values()].map(({ kept }) => kept.nonce));
    const gaps: number[] = [];
    for (let nonce = count; nonce < (this.#nextNonce as number) && gaps.length < FILL_MAX; nonce += 1)
      if (!taken.has(nonce)) gaps.push(nonce);
    if (gaps.length === 0) {
      this.#gapSinceMs = undefined;
      return;
    }
    this.#gapSinceMs ??= this.#now();
    if (this.#now() - this.#gapSinceMs < this.#terms.stuckMs) return;
    const gas = await this.#emptyGas();
    const fees = await this.#fees();
    for (const nonce of gaps) {
      const action: ChainAction = { id: `${FILLER}${nonce}`, to: this.account, data: '0x', value: 0n };
      const { id, to, data, value } = action;
      const intent = this.#keep({
        kind: 'intent',
        id,
        contentHash: contentHashOf(action),
        nonce,
        to,
        data,
        value,
        gas,
      });
      await this.#attempt(intent, fees, false);
    }
  }
}

function isOf(outcome: ChainOutcome | undefined, receipt: Receipt): boolean {
  if (outcome === undefined || outcome.kind === 'replaced') return false;
  return outcome.hash === receipt.hash && outcome.block.hash === receipt.block.hash;
}

function viewOf({ kept, attempts, outcome, mined, trouble }: Intent): ChainTransaction {
  const progress =
    outcome !== undefined
      ? ({ state: 'final', outcome } as const)
      : mined !== undefined
        ? ({ state: 'mined', outcome: mined } as const)
        : ({ state: 'pending', trouble } as const);
  return { id: kept.id, nonce: kept.nonce, hashes: attempts.map(({ hash }) => hash), progress };
}
