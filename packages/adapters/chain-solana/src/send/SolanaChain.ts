import { accept, assert, Fault, Refusal, type Result, reject } from '@qca/base';
import { CHAIN_PENDING_MAX, chainActionIdUsed, type RecordLog } from '@qca/ports';
import type { Address, KeyPairSigner, Signature } from '@solana/kit';
import { explainError } from '../errors/explainError.ts';
import { reaches, type SolanaNetwork } from '../networks.ts';
import type { Lifetime, SignatureStatus, SolanaBlock, SolanaNode, Statuses } from '../rpc/SolanaNode.ts';
import {
  type ActionRecord,
  type Attempt,
  applyRecord,
  contentHashOf,
  foldActions,
  type KeptInstruction,
  type KnownAction,
  type SolanaOutcome,
} from './ActionRecord.ts';
import { offerPrice } from './offerPrice.ts';
import type { SolanaAction, SolanaRejection, SolanaReport, SolanaTransaction } from './SolanaAction.ts';
import {
  type Budget,
  feeUp,
  keepInstruction,
  programsOf,
  signTransaction,
  UNITS_MAX,
  unsignedTransaction,
} from './signTransaction.ts';
import { isSame, outcomeOf, viewOf } from './viewOf.ts';

export interface SolanaChainOptions {
  readonly network: SolanaNetwork;
  readonly node: SolanaNode;
  /** Pays and signs; its key sends through one log only, and from one process at a time. */
  readonly signer: KeyPairSigner;
  readonly log: RecordLog<ActionRecord>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;
/** A tried call may use more when it lands than when it was tried. */
const UNITS_NUMERATOR = 5n;
const UNITS_DENOMINATOR = 4n;
/** What a trial does not count: the two instructions of the budget. */
const UNITS_EXTRA = 1_000n;
/** Left so that transactions which are alike can be told apart. */
const UNITS_SPARE = 10_000;

/**
 * One account on one network of Solana's. The words are those of the `Chain` port.
 *
 * What is submitted is kept before it is signed, and signed and kept before it is sent. A signature lands at most once by the rules
 * of the network. Another one is made for the same action only when the one before can land no more: a finalized block is above its
 * last height, and a node that has come so far, and whose history goes back far enough, does not know it.
 */
export class SolanaChain {
  readonly network: SolanaNetwork;
  readonly account: Address;
  readonly node: SolanaNode;
  readonly #signer: KeyPairSigner;
  readonly #log: RecordLog<ActionRecord>;
  readonly #now: () => number;
  readonly #actions: Map<string, KnownAction>;
  #unsaid: SolanaReport[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  private constructor({ network, node, signer, log, now = Date.now }: SolanaChainOptions) {
    this.network = network;
    this.account = signer.address;
    this.node = node;
    this.#signer = signer;
    this.#log = log;
    this.#now = now;
    this.#actions = foldActions(log.records);
  }

  /** Rejects, as `Refusal`: `wrong-network`, `action-log-corrupt`. Faults when the node cannot be asked. */
  static async open(options: SolanaChainOptions): Promise<SolanaChain> {
    const { name, genesisHash } = options.network;
    const found = await options.node.genesisHash();
    if (genesisHash !== undefined && found !== genesisHash)
      throw new Refusal({
        kind: 'wrong-network',
        what: `the node is of the network whose first block is ${found}, not of ${name} (${genesisHash})`,
        where: 'URL of the node',
        remedy: 'Name a node of that network, or the network of that node.',
      });
    return new SolanaChain(options);
  }

  /** The newest block that counts as seen. */
  head(): Promise<SolanaBlock> {
    return this.node.head(this.network.commitments.seen);
  }

  /**
   * Takes an action on; resolves when it is kept. The same id with the same content changes nothing and tells where it stands.
   *
   * Rejects: `would-fail`, `too-many-pending`. Refuses: `bad-chain-action`, `chain-action-id-used`. Faults when the node cannot
   * be asked; then nothing was kept.
   */
  async submit(action: SolanaAction): Promise<Result<SolanaTransaction, SolanaRejection>> {
    const known = this.known(action);
    if (known !== undefined) return accept(known);
    const instructions = action.instructions.map(keepInstruction);
    this.#refuseForeignSigners(action);
    // Tried out before our turn, so that those who wait for each other do not wait for this as well.
    const tried = await this.#tryOut(instructions);
    if (!tried.ok) return tried;
    return this.#inTurn(async () => {
      const same = this.known(action);
      if (same !== undefined) return accept(same);
      const pending = this.#live().length;
      if (pending >= CHAIN_PENDING_MAX) return reject(tooMany(pending));
      const { id, content, untilUs } = action;
      this.#write({
        ...{ kind: 'action', id, contentHash: contentHashOf(content, untilUs), instructions },
        ...(untilUs === undefined ? {} : { untilUs }),
      });
      const kept = this.#actions.get(id) as KnownAction;
      await this.#calmly(kept, () => this.#attempt(kept, tried.value));
      return accept(viewOf(kept));
    });
  }

  /**
   * Where an action stands that may have been submitted before; nothing for an id that was never taken on.
   *
   * Refuses: `bad-chain-action`, `chain-action-id-used` when the id stands for something else.
   */
  known({
    id,
    content,
    untilUs,
  }: Pick<SolanaAction, 'id' | 'content' | 'untilUs'>): SolanaTransaction | undefined {
    if (!ID.test(id)) throw badAction(`"${id}" is not the id of an action`);
    const action = this.#actions.get(id);
    if (action === undefined) return undefined;
    if (action.kept.contentHash !== contentHashOf(content, untilUs)) throw chainActionIdUsed(id);
    return viewOf(action);
  }

  /** Where an action stands, as seen last; nothing for an id that was never taken on. */
  find(id: string): SolanaTransaction | undefined {
    const action = this.#actions.get(id);
    return action === undefined ? undefined : viewOf(action);
  }

  /** Looks once, and brings on what waits. Faults when the node cannot be asked; looking again makes up for it. */
  observe(): Promise<readonly SolanaReport[]> {
    return this.#inTurn(async () => {
      const live = this.#live();
      if (live.length > 0) {
        // In this order: what the node does not know after the head was final can be in no block up to it.
        const head = await this.node.head(this.network.commitments.final);
        const statuses = await this.#statusesOf(live);
        for (const action of live) await this.#look(action, head, statuses);
      }
      const reports = this.#unsaid;
      this.#unsaid = [];
      return reports;
    });
  }

  async close(): Promise<void> {
    await this.#turn.catch(() => undefined);
    this.#log.close();
  }

  /** One thing at a time: a look sees no half-done submission. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#turn.then(work, work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #live(): KnownAction[] {
    return [...this.#actions.values()].filter(({ outcome }) => outcome === undefined);
  }

  #write(record: ActionRecord): void {
    this.#log.append(record);
    applyRecord(this.#actions, record);
  }

  /** What is kept is not lost when the node fails: the next look goes on. A log that fails is another matter. */
  async #calmly(action: KnownAction, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      action.trouble = error.message;
    }
  }

  #refuseForeignSigners({ instructions }: SolanaAction): void {
    for (const { accounts } of instructions)
      for (const { address, role } of accounts ?? [])
        if (role >= 2 && address !== this.account)
          throw badAction(`${address} would have to sign, and only ${this.account} does`);
  }

  /** Returns the compute units that it is to be allowed. */
  async #tryOut(instructions: readonly KeptInstruction[]): Promise<Result<number, SolanaRejection>> {
    const wire = unsignedTransaction(this.account, instructions);
    const { error, unitsUsed } = await this.node.simulate(wire, this.network.commitments.read);
    if (error !== undefined)
      return reject({ kind: 'would-fail', ...explainError(error, programsOf(instructions)) });
    const units = (unitsUsed * UNITS_NUMERATOR) / UNITS_DENOMINATOR + UNITS_EXTRA;
    return accept(Math.min(Number(units), UNITS_MAX - UNITS_SPARE));
  }

  /** Signs, keeps what was signed, and only then sends it. */
  async #attempt(action: KnownAction, units: number): Promise<void> {
    const { id, instructions } = action.kept;
    const lifetime = await this.node.lifetime(this.network.commitments.read);
    const signed = await this.#signAlone(
      instructions,
      { units, unitPrice: await this.#price(action) },
      lifetime,
    );
    const { slot, lastValidHeight } = lifetime;
    this.#write({ kind: 'signed', id, ...signed, lastValidHeight, slot });
    const attempt = action.attempts.length;
    this.#unsaid.push({
      kind: 'transaction-sent',
      id,
      signature: signed.signature,
      attempt,
      fee: signed.fee,
      lastValidHeight,
    });
    await this.#send(action, action.attempts.at(-1) as Attempt);
  }

  /**
   * Signs so that nothing else of ours has the same signature.
   *
   * Two actions that ask for the same within one block would otherwise be one transaction, and both called done. One compute unit
   * more makes them differ.
   */
  async #signAlone(
    instructions: readonly KeptInstruction[],
    { units, unitPrice }: Budget,
    lifetime: Lifetime,
  ) {
    const taken = this.#signedFor(lifetime);
    for (let more = 0; ; more += 1) {
      const budget = { units: units + more, unitPrice };
      assert(budget.units <= UNITS_MAX, 'so many alike were never signed within one block');
      const signed = await signTransaction(this.#signer, instructions, budget, lifetime);
      if (!taken.includes(signed.signature)) return { ...signed, unitPrice, fee: feeUp(budget) };
    }
  }

  #signedFor({ lastValidHeight }: Lifetime): readonly Signature[] {
    return [...this.#actions.values()].flatMap(({ attempts }) =>
      attempts.filter((each) => each.lastValidHeight === lastValidHeight).map(({ signature }) => signature),
    );
  }

  async #price(action: KnownAction): Promise<bigint> {
    const { unitPriceMax } = this.network.sending;
    if (unitPriceMax === 0n) return 0n;
    const writable = action.kept.instructions.flatMap(({ accounts }) =>
      accounts.filter(([, role]) => role % 2 === 1).map(([address]) => address),
    );
    const lately = await this.node.unitPrices([...new Set(writable)]);
    return offerPrice(lately, action.attempts.at(-1)?.unitPrice, unitPriceMax);
  }

  async #send(action: KnownAction, { wire }: Attempt): Promise<void> {
    action.sentMs = this.#now();
    const said = await this.node.send(wire, this.network.commitments.read);
    action.trouble = said.kind === 'taken' ? '' : said.sentence;
  }

  async #statusesOf(live: readonly KnownAction[]): Promise<Answered> {
    const signatures = live.flatMap(({ attempts }) => attempts.map(({ signature }) => signature));
    const found = new Map<Signature, SignatureStatus>();
    let slot: bigint | undefined;
    for (let from = 0; from < signatures.length; from += STATUSES_MAX) {
      const page = signatures.slice(from, from + STATUSES_MAX);
      const answer: Statuses = await this.node.statuses(page);
      if (slot === undefined || answer.slot < slot) slot = answer.slot;
      page.forEach((signature, index) => {
        const status = answer.found[index];
        if (status !== undefined) found.set(signature, status);
      });
    }
    return { slot: slot ?? 0n, found };
  }

  async #look(action: KnownAction, head: SolanaBlock, { slot, found }: Answered): Promise<void> {
    const landed = action.attempts.find(({ signature }) => found.has(signature));
    if (landed !== undefined) {
      this.#seen(action, landed, found.get(landed.signature) as SignatureStatus);
      return;
    }
    if (action.mined !== undefined) this.#unmine(action);
    await this.#calmly(action, () => this.#push(action, head, slot));
  }

  #seen(action: KnownAction, attempt: Attempt, status: SignatureStatus): void {
    const { seen, final } = this.network.commitments;
    const { id } = action.kept;
    action.trouble = '';
    const outcome = outcomeOf(action, attempt, status);
    if (action.mined !== undefined && !isSame(action.mined, outcome)) this.#unmine(action);
    if (!reaches(status.commitment, seen)) return;
    if (action.mined === undefined) {
      action.mined = outcome;
      this.#unsaid.push({ kind: 'transaction-mined', id, outcome });
    }
    if (reaches(status.commitment, final)) this.#finish(action, outcome);
  }

  #unmine(action: KnownAction): void {
    action.mined = undefined;
    action.sentMs = undefined;
    this.#unsaid.push({ kind: 'transaction-unmined', id: action.kept.id });
  }

  #finish(action: KnownAction, outcome: SolanaOutcome): void {
    const { id } = action.kept;
    this.#write({ kind: 'final', id, outcome });
    this.#unsaid.push({ kind: 'transaction-final', id, outcome });
  }

  /** Brings an action that is in no block nearer to one. `asOf`: how far the node that does not know it had come. */
  async #push(action: KnownAction, head: SolanaBlock, asOf: bigint): Promise<void> {
    const last = action.attempts.at(-1);
    if (last === undefined) return this.#sign(action);
    if (head.height <= last.lastValidHeight) return this.#resend(action, last);
    // Too late to land. Unless we are sure that it has not, nothing else may be signed.
    if (asOf < head.slot) {
      action.trouble = `The node has come to slot ${asOf} only, and slot ${head.slot} is final: it may not know yet what has landed.`;
      return;
    }
    const first = await this.node.firstSlot();
    if (first > last.slot) {
      action.trouble = `The node's history begins at slot ${first}, and this was signed at slot ${last.slot}: ask a node that remembers more.`;
      return;
    }
    await this.#sign(action);
  }

  /** Signs for an action of which nothing can be in a block; or gives it up, when that makes no sense any more. */
  async #sign(action: KnownAction): Promise<void> {
    const { untilUs, instructions } = action.kept;
    if (untilUs !== undefined && this.#now() * 1_000 >= untilUs)
      return this.#finish(action, { kind: 'expired' });
    const tried = await this.#tryOut(instructions);
    if (tried.ok) return this.#attempt(action, tried.value);
    const { rejection } = tried;
    const error = rejection.kind === 'would-fail' ? rejection.error : rejection.kind;
    this.#finish(action, { kind: 'refused', error, reason: rejection.sentence });
  }

  async #resend(action: KnownAction, last: Attempt): Promise<void> {
    const { sentMs } = action;
    if (sentMs === undefined || this.#now() - sentMs >= this.network.sending.resendMs)
      await this.#send(action, last);
  }
}

/** Most that nodes answer at once. Source: Solana RPC, `getSignatureStatuses`. */
const STATUSES_MAX = 256;

interface Answered {
  readonly slot: bigint;
  readonly found: ReadonlyMap<Signature, SignatureStatus>;
}

function tooMany(pending: number): SolanaRejection {
  const sentence = `${pending} actions wait already, and ${CHAIN_PENDING_MAX} are the most.`;
  return { kind: 'too-many-pending', pending, max: CHAIN_PENDING_MAX, sentence };
}

function badAction(what: string): Refusal {
  return new Refusal({
    kind: 'bad-chain-action',
    what,
    where: 'chain',
    remedy: 'Mend the action; nothing was kept of it.',
  });
}
