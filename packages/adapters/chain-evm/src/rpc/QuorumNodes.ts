import { Fault, Refusal } from '@qca/base';
import { RpcRequestError } from 'viem';
import { NodeRecord, type NodeStatus } from './NodeRecord.ts';
import { askNode, NodeFailure, type RpcAnswer } from './RpcNode.ts';
import { essenceOf, isAboutTheCall, READINGS, type Reading } from './readingRules.ts';

export interface QuorumOptions {
  readonly urls: readonly string[];
  readonly chainId: number;
  /** So many nodes must say the same before we believe it. */
  readonly quorum: number;
  /** Longest wait for one answer. Milliseconds. */
  readonly timeoutMs?: number;
  /** Blocks that a node may be behind the agreed one before it is set aside. */
  readonly lagBlocksMax?: number;
  /** Milliseconds, from anywhere. */
  readonly now?: () => number;
}

/** A block that enough nodes know. */
export interface AgreedBlock {
  readonly number: bigint;
  readonly hash: string;
}

interface Heard {
  readonly node: NodeRecord;
  readonly answer: RpcAnswer;
  readonly essence: string;
}

const TIMEOUT_MS = 10_000;
const LAG_BLOCKS_MAX = 5;
/** A node behind the others is looked at again soon: it may catch up any moment. */
const LAGGING_MS = 2_000;
/** A node of another chain does not come back by itself. */
const OTHER_CHAIN_MS = 600_000;
/** At the very end two blocks of one height are common; a few blocks below they are not. */
const HEAD_STEPS_MAX = 8n;
const NODES_MAX = 16;
/** After this we no longer wait for the slow ones if others suffice: a few round trips around the world. */
const HEDGE_MS = 400;

/**
 * Several nodes that answer as one.
 *
 * What can be the same everywhere (blocks, receipts, logs, state at a block) is believed when `quorum` nodes say it; "latest" is
 * first turned into the newest block that so many know. A node that says something else, lags, fails or asks for a pause is
 * set aside with the reason, and asked again later or when there is no other way. Fewer than `quorum` are never enough.
 */
export class QuorumNodes {
  readonly #options: Required<QuorumOptions>;
  readonly #nodes: readonly NodeRecord[];
  #turn = 0;

  /** Rejects, as `Refusal`: `quorum-out-of-bounds`. */
  constructor(options: QuorumOptions) {
    const { urls, quorum } = options;
    if (urls.length > NODES_MAX || !Number.isInteger(quorum) || quorum < 1 || quorum > urls.length)
      throw new Refusal({
        kind: 'quorum-out-of-bounds',
        what: `${quorum} of ${urls.length} nodes cannot agree`,
        where: 'nodes of a chain',
        remedy: `Name 1 to ${NODES_MAX} nodes, and a quorum of at least 1 and at most as many.`,
      });
    this.#options = {
      timeoutMs: TIMEOUT_MS,
      lagBlocksMax: LAG_BLOCKS_MAX,
      now: () => performance.now(),
      ...options,
    };
    this.#nodes = urls.map((url) => new NodeRecord(url));
  }

  /** Each node, and why it is set aside if it is. */
  status(): readonly NodeStatus[] {
    const nowMs = this.#options.now();
    return this.#nodes.map((node) => node.status(nowMs));
  }

  /** Answers as one node would; fits viem's `custom` transport. Faults, retryable, when too few agree. */
  readonly request = async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
    const list = Array.isArray(params) ? (params as readonly unknown[]) : [];
    const reading = READINGS[method];
    if (reading === undefined)
      throw new Refusal({
        kind: 'method-not-for-several-nodes',
        what: `${method} has no rule by which several nodes give one answer`,
        where: 'nodes of a chain',
        remedy: 'Ask one node of your own, or give the method a rule.',
      });
    if (method === 'eth_chainId') return `0x${this.#options.chainId.toString(16)}`;
    const pinned = await this.#pin(reading, list);
    const answer = await this.#ask(reading, method, pinned);
    if (answer.kind === 'result') return answer.value;
    throw new RpcRequestError({
      body: { method },
      error: { code: answer.code, message: answer.message, data: answer.data },
      url: 'several nodes',
    });
  };

  /** The newest block that enough nodes know, and know alike. */
  async head(): Promise<AgreedBlock> {
    const { quorum } = this.#options;
    const heard = await this.#gather('eth_getBlockByNumber', ['latest', false], this.#usable(), quorum);
    const tips = heard
      .map(({ node, answer }) => ({ node, number: numberOf(answer) }))
      .filter((tip): tip is { node: NodeRecord; number: bigint } => tip.number !== undefined)
      .sort((a, b) => (a.number > b.number ? -1 : a.number < b.number ? 1 : 0));
    const newest = tips[quorum - 1]?.number;
    if (newest === undefined) throw this.#noQuorum('the newest block');
    this.#setLaggingAside(tips, newest);
    const knowing = tips.filter(({ number }) => number >= newest).map(({ node }) => node);
    for (let down = 0n; down < HEAD_STEPS_MAX && down <= newest; down += 1n) {
      const number = newest - down;
      const agreed = await this.#agree(
        READINGS['eth_getBlockByNumber'] as Reading,
        'eth_getBlockByNumber',
        [`0x${number.toString(16)}`, false],
        [knowing],
      );
      const hash = agreed?.kind === 'result' ? (agreed.value as { hash?: string } | null)?.hash : undefined;
      if (hash !== undefined) return { number, hash };
    }
    throw this.#noQuorum('the newest block');
  }

  async #pin(reading: Reading, params: readonly unknown[]): Promise<readonly unknown[]> {
    const at = reading.blockAt;
    if (at === undefined) return params;
    const block = params[at] ?? 'latest';
    if (block !== 'latest') return params;
    const { number } = await this.head();
    const pinned = [...params];
    pinned[at] = `0x${number.toString(16)}`;
    return pinned;
  }

  async #ask(reading: Reading, method: string, params: readonly unknown[]): Promise<RpcAnswer> {
    if (reading.rule === 'agree') {
      const answer = await this.#agree(reading, method, params, this.#inTurn());
      if (answer === undefined) throw this.#noQuorum(method);
      return answer;
    }
    const heard =
      reading.rule === 'broadcast'
        ? await this.#gather(method, params, this.#nodes, 1)
        : await this.#gather(method, params, this.#usable(), this.#options.quorum);
    return this.#combine(reading, method, heard);
  }

  #combine({ rule }: Reading, method: string, heard: readonly Heard[]): RpcAnswer {
    const answers = heard.map(({ answer }) => answer);
    const results = answers.filter(({ kind }) => kind === 'result');
    const refusals = answers.filter(({ kind }) => kind === 'error');
    if (rule === 'broadcast' || rule === 'found') {
      const known = results.find((answer) => answer.kind === 'result' && answer.value !== null);
      const answer = known ?? results[0] ?? refusals[0];
      if (answer === undefined) throw this.#noQuorum(method);
      return answer;
    }
    // A single node could say anything, so estimates need as many as agreement does, and so does a refusal.
    const { quorum } = this.#options;
    if (results.length < quorum) {
      if (refusals.length >= quorum) return refusals[0] as RpcAnswer;
      throw this.#noQuorum(method);
    }
    const sorted = results
      .map((answer) => BigInt((answer as { value: string }).value))
      .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return { kind: 'result', value: `0x${(sorted[(sorted.length - 1) >> 1] as bigint).toString(16)}` };
  }

  /** Nodes in use first, beginning with another one each time; then, if they do not suffice, those set aside. */
  #inTurn(): readonly (readonly NodeRecord[])[] {
    const nowMs = this.#options.now();
    const turn = this.#turn++ % this.#nodes.length;
    const rotated = [...this.#nodes.slice(turn), ...this.#nodes.slice(0, turn)];
    const usable = rotated.filter((node) => !node.isAside(nowMs));
    const aside = rotated.filter((node) => node.isAside(nowMs));
    const { quorum } = this.#options;
    return [usable.slice(0, quorum), usable.slice(quorum), aside].filter((group) => group.length > 0);
  }

  /**
   * Asks group after group until enough say the same; nothing when they never do. The next group is asked when one has
   * answered without agreement, or is slow. What comes too late is judged all the same.
   */
  #agree(
    reading: Reading,
    method: string,
    params: readonly unknown[],
    groups: readonly (readonly NodeRecord[])[],
  ): Promise<RpcAnswer | undefined> {
    return new Promise((resolve, reject) => {
      const heard: Heard[] = [];
      let agreed: Heard | undefined;
      let waiting = 0;
      let next = 0;
      let timer: NodeJS.Timeout | undefined;
      const launch = () => {
        clearTimeout(timer);
        const group = groups[next++] ?? [];
        waiting += group.length;
        if (next < groups.length) timer = setTimeout(launch, HEDGE_MS);
        for (const node of group) this.#askOne(node, method, params, reading).then(take, reject);
        if (waiting === 0) resolve(undefined);
      };
      const take = (each: Heard | undefined) => {
        waiting -= 1;
        if (each !== undefined) heard.push(each);
        if (agreed !== undefined) {
          if (each !== undefined) this.#judge([each], agreed, method);
          return;
        }
        agreed = this.#majority(heard);
        if (agreed !== undefined) {
          clearTimeout(timer);
          this.#judge(heard, agreed, method);
          resolve(agreed.answer);
        } else if (waiting === 0) launch();
      };
      launch();
    });
  }

  #majority(heard: readonly Heard[]): Heard | undefined {
    return heard.find(
      ({ essence }) => heard.filter((other) => other.essence === essence).length >= this.#options.quorum,
    );
  }

  /** What a node does not know yet is no lie; another value is. */
  #judge(heard: readonly Heard[], agreed: Heard, method: string): void {
    for (const { node, essence, answer } of heard) {
      if (essence === agreed.essence) node.answered();
      else if (!isUnknown(answer) && !isUnknown(agreed.answer))
        node.disagreed(
          `${method}: said ${short(essence)} where others said ${short(agreed.essence)}`,
          this.#options.now(),
        );
    }
  }

  /** Answers of those who answer: all, or after a moment as many as suffice. */
  #gather(
    method: string,
    params: readonly unknown[],
    nodes: readonly NodeRecord[],
    enough: number,
  ): Promise<Heard[]> {
    return new Promise((resolve, reject) => {
      const heard: Heard[] = [];
      let waiting = nodes.length;
      let late = false;
      const look = () => {
        if (waiting > 0 && !(late && heard.length >= enough)) return;
        clearTimeout(timer);
        resolve(heard);
      };
      const timer = setTimeout(() => {
        late = true;
        look();
      }, HEDGE_MS);
      for (const node of nodes)
        this.#askOne(node, method, params).then((each) => {
          waiting -= 1;
          if (each !== undefined) heard.push(each);
          look();
        }, reject);
      look();
    });
  }

  /** Nothing when the node failed, or gave an error that is not about the call. */
  async #askOne(
    node: NodeRecord,
    method: string,
    params: readonly unknown[],
    reading?: Reading,
  ): Promise<Heard | undefined> {
    const { timeoutMs, now } = this.#options;
    if (!(await this.#isOfThisChain(node))) return undefined;
    node.countAsked();
    try {
      const answer = await askNode(node.url, { method, params, timeoutMs });
      if (reading === undefined) return { node, answer, essence: '' };
      if (answer.kind === 'error' && !isAboutTheCall(answer)) return undefined;
      return { node, answer, essence: essenceOf(reading, answer) };
    } catch (error) {
      if (!(error instanceof NodeFailure)) throw error;
      node.failed(error, now());
      return undefined;
    }
  }

  /** Those in use if they can be enough, all otherwise. */
  #usable(): readonly NodeRecord[] {
    const nowMs = this.#options.now();
    const usable = this.#nodes.filter((node) => !node.isAside(nowMs));
    return usable.length >= this.#options.quorum ? usable : this.#nodes;
  }

  readonly #ofThisChain = new Set<NodeRecord>();

  /** Asked once of each node: a node of a test network gives answers that look right. */
  async #isOfThisChain(node: NodeRecord): Promise<boolean> {
    if (this.#ofThisChain.has(node)) return true;
    const { timeoutMs, now, chainId } = this.#options;
    try {
      const answer = await askNode(node.url, { method: 'eth_chainId', params: [], timeoutMs });
      const found = answer.kind === 'result' ? Number(answer.value) : undefined;
      if (found === chainId) {
        this.#ofThisChain.add(node);
        return true;
      }
      node.setAside('other-chain', `it is of chain ${found}, not ${chainId}`, now(), OTHER_CHAIN_MS);
    } catch (error) {
      if (!(error instanceof NodeFailure)) throw error;
      node.failed(error, now());
    }
    return false;
  }

  #setLaggingAside(tips: readonly { node: NodeRecord; number: bigint }[], newest: bigint): void {
    for (const { node, number } of tips) {
      const behind = newest - number;
      if (behind > BigInt(this.#options.lagBlocksMax))
        node.setAside('lagging', `${behind} blocks behind`, this.#options.now(), LAGGING_MS);
    }
  }

  #noQuorum(what: string): Fault {
    const nodes = this.status()
      .map(
        ({ node, aside }) => `${node} ${aside === undefined ? 'in use' : `${aside.reason} (${aside.what})`}`,
      )
      .join('; ');
    return new Fault(`fewer than ${this.#options.quorum} nodes agree on ${what}: ${nodes}`, {
      retryable: true,
    });
  }
}

function isUnknown(answer: RpcAnswer): boolean {
  return answer.kind === 'result' && answer.value === null;
}

function numberOf(answer: RpcAnswer): bigint | undefined {
  if (answer.kind !== 'result') return undefined;
  const { number } = (answer.value ?? {}) as { readonly number?: unknown };
  return typeof number === 'string' && /^0x[0-9a-f]+$/i.test(number) ? BigInt(number) : undefined;
}

/** An essence can be a megabyte of logs. */
function short(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
