import { assert, type Result, reject, sha256 } from '@qca/base';
import type { ChainBlock, ChainCall, HexBytes } from '@qca/ports';

/** Why a contract of ours refuses: a word and a sentence, as a contract in Solidity would come to. */
export interface MemoryRefusal {
  readonly error: string;
  readonly sentence: string;
}

/** A contract: answers a call on a state, with the state after it. Pure. */
export type MemoryContract = (
  state: unknown,
  data: HexBytes,
) => Result<{ readonly state: unknown; readonly answer: HexBytes }, MemoryRefusal>;

/** A transaction that somebody has sent. Fee in units of the last decimal. */
export interface MemorySent extends ChainCall {
  readonly from: HexBytes;
  readonly nonce: number;
  readonly hash: HexBytes;
  readonly feePerGas: bigint;
}

export interface MemoryReceipt {
  readonly block: ChainBlock;
  readonly refusal: MemoryRefusal | undefined;
  readonly feePaid: bigint;
}

interface Block extends ChainBlock {
  readonly receipts: ReadonlyMap<HexBytes, MemoryReceipt>;
  readonly counts: ReadonlyMap<HexBytes, number>;
  readonly states: ReadonlyMap<HexBytes, unknown>;
}

/** What a plain transaction costs on Ethereum; here everything costs that. */
const GAS = 21_000n;
const SENT_MAX = 10_000;

/** A chain in memory, SIMULATED. Each block keeps the whole state, so the past can be asked and a block can go away. */
export class MemoryBlocks {
  readonly #contracts = new Map<HexBytes, MemoryContract>();
  #blocks: Block[] = [];
  #waiting: MemorySent[] = [];
  /** Tells blocks of one height apart: after a reorganisation the same content has another name. */
  #made = 0;

  constructor() {
    this.#blocks.push({
      ...{ number: 0, hash: this.#nextHash(0, '') },
      ...{ receipts: new Map(), counts: new Map(), states: new Map() },
    });
  }

  place(at: HexBytes, contract: MemoryContract, state: unknown): void {
    this.#contracts.set(keyOf(at), contract);
    const newest = this.#newest();
    this.#blocks[newest.number] = { ...newest, states: new Map([...newest.states, [keyOf(at), state]]) };
  }

  head(): ChainBlock {
    const { number, hash } = this.#newest();
    return { number, hash };
  }

  block(number: number): ChainBlock | undefined {
    const found = this.#blocks[number];
    return found === undefined ? undefined : { number, hash: found.hash };
  }

  /** Transactions of an account in blocks up to this one. */
  countAt(account: HexBytes, number: number): number {
    return this.#blocks[Math.max(0, number)]?.counts.get(keyOf(account)) ?? 0;
  }

  receipt(hash: HexBytes): MemoryReceipt | undefined {
    return this.#blocks.findLast(({ receipts }) => receipts.has(hash))?.receipts.get(hash);
  }

  isWaiting(hash: HexBytes): boolean {
    return this.#waiting.some((each) => each.hash === hash);
  }

  /** Takes a transaction; of several with one place, the one that offers more by a tenth. Returns why not, or nothing. */
  send(sent: MemorySent): string {
    if (this.isWaiting(sent.hash)) return '';
    if (sent.nonce < this.countAt(sent.from, this.#newest().number)) return 'nonce too low';
    const rival = this.#waiting.find(
      (each) => keyOf(each.from) === keyOf(sent.from) && each.nonce === sent.nonce,
    );
    if (rival !== undefined && sent.feePerGas * 10n < rival.feePerGas * 11n) return 'replacement underpriced';
    assert(this.#waiting.length < SENT_MAX, `at most ${SENT_MAX} transactions wait`);
    this.#waiting = [...this.#waiting.filter((each) => each !== rival), sent];
    return '';
  }

  forgetWaiting(): void {
    this.#waiting = [];
  }

  mine(blocks = 1): void {
    for (let made = 0; made < blocks; made += 1) this.#mineOne();
  }

  /** Replaces the last blocks by empty ones. What was in them is forgotten. */
  reorg(depth: number): void {
    const { number } = this.#newest();
    const kept = Math.max(0, number - depth);
    this.#blocks = this.#blocks.slice(0, kept + 1);
    const waiting = this.#waiting;
    this.#waiting = [];
    this.mine(number - kept);
    this.#waiting = waiting;
  }

  call({ to, data }: ChainCall, number = this.#newest().number): Result<HexBytes, MemoryRefusal> {
    const block = this.#blocks[number];
    if (block === undefined) return reject({ error: '', sentence: `There is no block ${number}.` });
    const done = this.#run(block.states, { to, data });
    return done.ok ? { ok: true, value: done.value.answer } : done;
  }

  #newest(): Block {
    return this.#blocks.at(-1) as Block;
  }

  #nextHash(number: number, parent: string): HexBytes {
    this.#made += 1;
    return `0x${sha256(JSON.stringify([number, parent, this.#made]))}`;
  }

  #run(states: ReadonlyMap<HexBytes, unknown>, { to, data }: ChainCall) {
    const contract = this.#contracts.get(keyOf(to));
    if (contract === undefined) return { ok: true, value: { state: undefined, answer: '0x' } } as const;
    return contract(states.get(keyOf(to)), data);
  }

  #mineOne(): void {
    const parent = this.#newest();
    const number = parent.number + 1;
    const block: ChainBlock = { number, hash: this.#nextHash(number, parent.hash) };
    const receipts = new Map<HexBytes, MemoryReceipt>();
    const counts = new Map(parent.counts);
    const states = new Map(parent.states);
    const left: MemorySent[] = [];
    for (const sent of this.#waiting.toSorted((a, b) => a.nonce - b.nonce)) {
      const from = keyOf(sent.from);
      const count = counts.get(from) ?? 0;
      if (sent.nonce > count) left.push(sent);
      if (sent.nonce !== count) continue;
      counts.set(from, count + 1);
      const done = this.#run(states, sent);
      if (done.ok) states.set(keyOf(sent.to), done.value.state);
      const refusal = done.ok ? undefined : done.rejection;
      receipts.set(sent.hash, { block, refusal, feePaid: GAS * sent.feePerGas });
    }
    this.#waiting = left;
    this.#blocks.push({ ...block, receipts, counts, states });
  }
}

function keyOf(address: HexBytes): HexBytes {
  return address.toLowerCase() as HexBytes;
}
