import { type PlatformStatus, platformStatus } from '@qca/api';
import { SECOND, type TimeUs } from '@qca/base';
import type { StatusBoard, StatusDocument, StopListening } from '@qca/ports';

/** What roles publish, by the keys they publish under. */
export const STATUS_KEYS = ['agent', 'parity', 'data-quality', 'guard'] as const;
export type StatusKey = (typeof STATUS_KEYS)[number];

/** An agent that has said nothing for so long is hung or gone: it publishes several times a second. */
const FRESH_US_MAX = 10 * SECOND;

interface Latest {
  readonly status: StatusDocument;
  /** Our clock when it came. */
  readonly heardUs: TimeUs;
  /** Whether it came while we listened, rather than from before. */
  readonly isNews: boolean;
  /** As JSON, written once however often it is asked for. */
  json: string | undefined;
}

/** The newest document of each role, kept at hand. */
export class LatestStatus {
  readonly #nowUs: () => TimeUs;
  readonly #latest = new Map<StatusKey, Latest>();
  readonly #stops: StopListening[];
  readonly #listeners = new Set<(key: StatusKey) => void>();

  constructor(board: StatusBoard, nowUs: () => TimeUs) {
    this.#nowUs = nowUs;
    this.#stops = STATUS_KEYS.map((key) => board.listen(key, (status) => this.#hear(key, status)));
  }

  /** The agent's document, or undefined before its first. */
  get agent(): PlatformStatus | undefined {
    return this.document('agent') as PlatformStatus | undefined;
  }

  document(key: StatusKey): unknown {
    return this.#latest.get(key)?.status.document;
  }

  /** The document as JSON, or undefined before the first. */
  json(key: StatusKey): string | undefined {
    const latest = this.#latest.get(key);
    if (latest === undefined) return undefined;
    latest.json ??= JSON.stringify(latest.status.document);
    return latest.json;
  }

  /** Whether a role has published lately. What was on the board before we came counts by its own time only. */
  isFresh(key: StatusKey): boolean {
    const latest = this.#latest.get(key);
    if (latest === undefined) return false;
    const nowUs = this.#nowUs();
    const atUs = latest.isNews ? latest.heardUs : latest.status.timeUs;
    return Math.abs(nowUs - atUs) < FRESH_US_MAX;
  }

  /** Calls back whenever a newer document came. */
  onChange(listener: (key: StatusKey) => void): void {
    this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    await Promise.all(this.#stops.map((stop) => stop()));
  }

  #hear(key: StatusKey, status: StatusDocument): void {
    const isNews = this.#latest.has(key);
    const shown = key === 'agent' ? { ...status, document: asPromised(status.document) } : status;
    this.#latest.set(key, { status: shown, heardUs: this.#nowUs(), isNews, json: undefined });
    for (const listener of this.#listeners) listener(key);
  }
}

// The agent says more than the contract promises; only that goes out. What does not fit is shown as it is: an operator
// with a strange figure on the screen is better off than one without a screen.
function asPromised(document: unknown): unknown {
  const parsed = platformStatus.safeParse(document);
  return parsed.success ? parsed.data : document;
}
