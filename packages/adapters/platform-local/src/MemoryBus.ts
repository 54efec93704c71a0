import {
  BACKLOG_MAX,
  type Bus,
  type BusHandler,
  backlogFull,
  refuseBadTopic,
  refuseLargeMessage,
  type StopListening,
} from '@qca/ports';

/** The pause before a message comes again: short at first, since most failures pass, and a second at most. */
const REDELIVERY_MS_MIN = 5;
const REDELIVERY_MS_MAX = 1_000;

/** A bus for roles in one process; what is on it ends with the process. */
export class MemoryBus implements Bus {
  /** By topic, then by name. */
  readonly #groups = new Map<string, Map<string, Group>>();

  async publish(topic: string, key: string, bytes: Uint8Array): Promise<void> {
    refuseBadTopic(topic);
    refuseLargeMessage(bytes);
    const groups = this.#groups.get(topic) ?? new Map<string, Group>();
    for (const [name, group] of groups) if (group.backlog >= BACKLOG_MAX) throw backlogFull(topic, name);
    // A copy for each, since a handler may do with its bytes what it likes.
    for (const group of groups.values()) group.put(topic, key, bytes.slice());
  }

  async subscribe(topic: string, group: string, handler: BusHandler): Promise<StopListening> {
    refuseBadTopic(topic);
    refuseBadTopic(group);
    const groups = this.#groups.get(topic) ?? new Map<string, Group>();
    this.#groups.set(topic, groups);
    const joined = groups.get(group) ?? new Group();
    groups.set(group, joined);
    return joined.join(handler);
  }

  async close(): Promise<void> {
    const groups = [...this.#groups.values()].flatMap((each) => [...each.values()]);
    this.#groups.clear();
    await Promise.all(groups.map((group) => group.close()));
  }
}

interface Kept {
  readonly topic: string;
  readonly bytes: Uint8Array;
  attempts: number;
}

/** Messages of one key: one at a time is with a member. */
interface Lane {
  readonly key: string;
  readonly queue: Kept[];
  /** Queued to be handed out, with a member, or pausing after a failure. */
  busy: boolean;
}

interface Member {
  readonly handler: BusHandler;
  readonly underWay: Set<Promise<void>>;
}

/** What one group has still to hear, and who hears it. */
class Group {
  backlog = 0;
  readonly #lanes = new Map<string, Lane>();
  /** Lanes whose first message may be handed out. */
  #ready: Lane[] = [];
  readonly #members: Member[] = [];
  readonly #pauses = new Set<NodeJS.Timeout>();
  #turn = 0;

  put(topic: string, key: string, bytes: Uint8Array): void {
    const lane = this.#lanes.get(key) ?? { key, queue: [], busy: false };
    this.#lanes.set(key, lane);
    lane.queue.push({ topic, bytes, attempts: 0 });
    this.backlog += 1;
    if (!lane.busy) this.#offer(lane);
  }

  join(handler: BusHandler): StopListening {
    const member: Member = { handler, underWay: new Set() };
    this.#members.push(member);
    setImmediate(() => this.#handOut());
    return async () => {
      const at = this.#members.indexOf(member);
      if (at !== -1) this.#members.splice(at, 1);
      await Promise.all(member.underWay);
    };
  }

  async close(): Promise<void> {
    const members = this.#members.splice(0);
    for (const pause of this.#pauses) clearTimeout(pause);
    await Promise.all(members.flatMap((member) => [...member.underWay]));
  }

  #offer(lane: Lane): void {
    lane.busy = true;
    this.#ready.push(lane);
    if (this.#ready.length === 1) setImmediate(() => this.#handOut());
  }

  #handOut(): void {
    if (this.#members.length === 0) return; // the next member asks
    const ready = this.#ready;
    this.#ready = [];
    for (const lane of ready) {
      this.#turn += 1;
      const member = this.#members[this.#turn % this.#members.length] as Member;
      const work = this.#deliver(lane, member).finally(() => member.underWay.delete(work));
      member.underWay.add(work);
    }
  }

  async #deliver(lane: Lane, { handler }: Member): Promise<void> {
    const kept = lane.queue[0] as Kept;
    kept.attempts += 1;
    const { topic, bytes, attempts } = kept;
    try {
      await handler({ topic, key: lane.key, bytes: bytes.slice(), attempt: attempts });
    } catch {
      return this.#pause(lane, attempts); // the handler reports its own failures
    }
    lane.queue.shift();
    this.backlog -= 1;
    lane.busy = false;
    if (lane.queue.length > 0) this.#offer(lane);
    else this.#lanes.delete(lane.key);
  }

  #pause(lane: Lane, attempts: number): void {
    const ms = Math.min(REDELIVERY_MS_MAX, REDELIVERY_MS_MIN * 2 ** Math.min(attempts - 1, 20));
    const pause = setTimeout(() => {
      this.#pauses.delete(pause);
      this.#offer(lane);
    }, ms);
    this.#pauses.add(pause);
  }
}
