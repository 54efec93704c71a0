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

/** Messages of one key handed out in a row, before others of the process get their turn. */
const IN_A_ROW_MAX = 256;

/** What every successful publishing resolves with: a promise for each would cost as much as the rest of it. */
const DONE = Promise.resolve();

/** A bus for roles in one process; what is on it ends with the process. */
export class MemoryBus implements Bus {
  readonly #topics = new Map<string, Topic>();

  publish(topic: string, key: string, bytes: Uint8Array): Promise<void> {
    try {
      refuseLargeMessage(bytes);
      const known = this.#topics.get(topic);
      // Names that were subscribed to have been looked at.
      if (known === undefined) refuseBadTopic(topic);
      else publishTo(known, key, bytes);
      return DONE;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async subscribe(topic: string, group: string, handler: BusHandler): Promise<StopListening> {
    refuseBadTopic(topic);
    refuseBadTopic(group);
    const known = this.#topics.get(topic) ?? { groups: [] };
    this.#topics.set(topic, known);
    let joined = known.groups.find((each) => each.name === group);
    if (joined === undefined) {
      joined = new Group(topic, group);
      known.groups.push(joined);
    }
    return joined.join(handler);
  }

  async close(): Promise<void> {
    const groups = [...this.#topics.values()].flatMap((each) => each.groups);
    this.#topics.clear();
    await Promise.all(groups.map((group) => group.close()));
  }
}

interface Topic {
  readonly groups: Group[];
}

function publishTo({ groups }: Topic, key: string, bytes: Uint8Array): void {
  for (let index = 0; index < groups.length; index += 1) (groups[index] as Group).refuseFull();
  // A copy for each, since a handler may do with its bytes what it likes.
  for (let index = 0; index < groups.length; index += 1)
    (groups[index] as Group).put(key, new Uint8Array(bytes));
}

/** Messages of one key: one at a time is with a member. */
interface Lane {
  readonly key: string;
  /** From `head` on; what is before has been heard. */
  queue: Uint8Array[];
  head: number;
  /** Deliveries of the first message so far. */
  attempts: number;
  /** Queued to be handed out, with a member, or pausing after a failure. */
  busy: boolean;
}

interface Member {
  readonly handler: BusHandler;
  /** Lanes that it is handed. */
  underWay: number;
  isGone: boolean;
  /** Called when a member that is gone has been handed its last message. */
  readonly onIdle: (() => void)[];
}

/** Hands a member nothing more; resolves when what it was handed is done with. */
function dismiss(member: Member): Promise<void> {
  member.isGone = true;
  if (member.underWay === 0) return DONE;
  return new Promise((resolve) => member.onIdle.push(resolve));
}

function release(member: Member): void {
  member.underWay -= 1;
  if (member.underWay === 0) for (const resolve of member.onIdle.splice(0)) resolve();
}

/** What one group has still to hear, and who hears it. */
class Group {
  readonly name: string;
  readonly #topic: string;
  #backlog = 0;
  readonly #lanes = new Map<string, Lane>();
  /** Lanes whose first message may be handed out. */
  #ready: Lane[] = [];
  readonly #members: Member[] = [];
  readonly #pauses = new Set<NodeJS.Timeout>();
  #turn = 0;

  constructor(topic: string, name: string) {
    this.#topic = topic;
    this.name = name;
  }

  /** Rejects, as a retryable `Fault`, where the group is as far behind as it may be. */
  refuseFull(): void {
    if (this.#backlog >= BACKLOG_MAX) throw backlogFull(this.#topic, this.name);
  }

  put(key: string, bytes: Uint8Array): void {
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = { key, queue: [], head: 0, attempts: 0, busy: false };
      this.#lanes.set(key, lane);
    }
    lane.queue.push(bytes);
    this.#backlog += 1;
    if (!lane.busy) this.#offer(lane);
  }

  join(handler: BusHandler): StopListening {
    const member: Member = { handler, underWay: 0, isGone: false, onIdle: [] };
    this.#members.push(member);
    setImmediate(() => this.#handOut());
    return () => {
      const at = this.#members.indexOf(member);
      if (at !== -1) this.#members.splice(at, 1);
      return dismiss(member);
    };
  }

  async close(): Promise<void> {
    for (const pause of this.#pauses) clearTimeout(pause);
    await Promise.all(this.#members.splice(0).map(dismiss));
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
      member.underWay += 1;
      void this.#deliver(lane, member);
    }
  }

  /** Hands out a lane's messages one after another, until one fails, the member leaves or others must have their turn. */
  async #deliver(lane: Lane, member: Member): Promise<void> {
    const { handler } = member;
    const { key } = lane;
    const topic = this.#topic;
    for (let count = 0; count < IN_A_ROW_MAX && lane.head < lane.queue.length; count += 1) {
      if (member.isGone) break;
      const bytes = lane.queue[lane.head] as Uint8Array;
      lane.attempts += 1;
      try {
        await handler({ topic, key, bytes: new Uint8Array(bytes), attempt: lane.attempts });
      } catch {
        this.#pause(lane); // the handler reports its own failures
        return release(member);
      }
      lane.head += 1;
      lane.attempts = 0;
      this.#backlog -= 1;
    }
    this.#forgetHeard(lane);
    if (lane.queue.length > 0) this.#offer(lane);
    else {
      lane.busy = false;
      this.#lanes.delete(key);
    }
    release(member);
  }

  #pause(lane: Lane): void {
    this.#forgetHeard(lane);
    const ms = Math.min(REDELIVERY_MS_MAX, REDELIVERY_MS_MIN * 2 ** Math.min(lane.attempts - 1, 20));
    const pause = setTimeout(() => {
      this.#pauses.delete(pause);
      this.#offer(lane);
    }, ms);
    this.#pauses.add(pause);
  }

  // What was heard goes at once, or at the end of a row: never one by one, which would move the rest each time.
  #forgetHeard(lane: Lane): void {
    lane.queue = lane.head === lane.queue.length ? [] : lane.queue.slice(lane.head);
    lane.head = 0;
  }
}
