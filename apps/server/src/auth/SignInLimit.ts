import { HOUR, MINUTE, SECOND, type TimeUs } from '@qca/base';
import { networkOf } from '../http/networkOf.ts';

/** Failures that cost nothing, and the longest wait after more: a house shares an address, and a name must not be locked out. */
const RULES = {
  address: { free: 10, waitUsMax: 15 * MINUTE },
  name: { free: 5, waitUsMax: 30 * SECOND },
} as const;

/** Forgotten after an hour without a failure. */
const FORGET_US = HOUR;

/** What an attacker with many addresses may fill; the oldest go first. */
const KEYS_MAX = 10_000;

interface Failures {
  count: number;
  lastUs: TimeUs;
  blockedUntilUs: TimeUs;
}

/** Makes guessing slow: after some failures each further one doubles the wait, per address and per name. */
export class SignInLimit {
  readonly #failures = new Map<string, Failures>();

  /** Counts a try as failed until `succeeded` says otherwise. Returns how long to wait instead, or 0 to go on. Units: µs. */
  begin(address: string, name: string, nowUs: TimeUs): number {
    const keys = keysOf(address, name);
    const waitUs = Math.max(
      0,
      ...keys.map(({ key }) => (this.#failures.get(key)?.blockedUntilUs ?? 0) - nowUs),
    );
    if (waitUs > 0) return waitUs;
    for (const { key, free, waitUsMax } of keys) {
      const before = this.#failures.get(key);
      const count = (before === undefined || nowUs - before.lastUs > FORGET_US ? 0 : before.count) + 1;
      const beyond = count - free;
      const wait = beyond < 0 ? 0 : Math.min(waitUsMax, SECOND * 2 ** Math.min(beyond, 30));
      this.#failures.delete(key);
      this.#failures.set(key, { count, lastUs: nowUs, blockedUntilUs: nowUs + wait });
    }
    this.#bound();
    return 0;
  }

  succeeded(address: string, name: string): void {
    for (const { key } of keysOf(address, name)) this.#failures.delete(key);
  }

  #bound(): void {
    for (const key of this.#failures.keys()) {
      if (this.#failures.size <= KEYS_MAX) return;
      this.#failures.delete(key);
    }
  }
}

function keysOf(address: string, name: string) {
  return [
    { key: `address ${networkOf(address)}`, ...RULES.address },
    { key: `name ${name.normalize('NFKC').toLowerCase()}`, ...RULES.name },
  ];
}
