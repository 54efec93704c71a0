import type { NodeFailure } from './RpcNode.ts';

/** Why a node is not asked for a while. */
export type AsideReason = NodeFailure['trouble'] | 'disagrees' | 'lagging' | 'other-chain';

/** A node as people see it. */
export interface NodeStatus {
  /** Host and port; the rest of a URL is often a secret. */
  readonly node: string;
  readonly asked: number;
  readonly failed: number;
  readonly disagreed: number;
  /** Absent when it is in use. `forMs` from now. */
  readonly aside?: { readonly reason: AsideReason; readonly what: string; readonly forMs: number };
}

/** First pause after a failure; it doubles with each further one. */
const FAILURE_MS = 1_000;
const FAILURE_MS_MAX = 60_000;
/** A node that said something else than the others is not forgiven as fast as one that was busy. */
const DISAGREEMENT_MS = 30_000;
const DISAGREEMENT_MS_MAX = 600_000;

/** What we know of one node: how often it was asked, how it did, and until when it is left alone. */
export class NodeRecord {
  readonly url: string;
  readonly name: string;
  #asked = 0;
  #failed = 0;
  #failuresInARow = 0;
  #disagreed = 0;
  #aside: { reason: AsideReason; what: string; untilMs: number } | undefined;

  constructor(url: string) {
    this.url = url;
    this.name = new URL(url).host;
  }

  get asked(): number {
    return this.#asked;
  }

  isAside(nowMs: number): boolean {
    return this.#aside !== undefined && nowMs < this.#aside.untilMs;
  }

  countAsked(): void {
    this.#asked += 1;
  }

  /** It answered, and as the others did. */
  answered(): void {
    this.#failuresInARow = 0;
    if (this.#aside?.reason !== 'disagrees') this.#aside = undefined;
  }

  failed(failure: NodeFailure, nowMs: number): void {
    this.#failed += 1;
    this.#failuresInARow += 1;
    const pauseMs = Math.min(FAILURE_MS * 2 ** (this.#failuresInARow - 1), FAILURE_MS_MAX);
    this.#setAside(failure.trouble, failure.message, nowMs + (failure.waitMs ?? pauseMs));
  }

  disagreed(what: string, nowMs: number): void {
    this.#disagreed += 1;
    const pauseMs = Math.min(DISAGREEMENT_MS * 2 ** (this.#disagreed - 1), DISAGREEMENT_MS_MAX);
    this.#setAside('disagrees', what, nowMs + pauseMs);
  }

  setAside(reason: AsideReason, what: string, nowMs: number, forMs: number): void {
    this.#setAside(reason, what, nowMs + forMs);
  }

  status(nowMs: number): NodeStatus {
    const aside = this.#aside;
    const shown =
      aside === undefined || nowMs >= aside.untilMs
        ? {}
        : { aside: { reason: aside.reason, what: aside.what, forMs: Math.ceil(aside.untilMs - nowMs) } };
    return {
      node: this.name,
      asked: this.#asked,
      failed: this.#failed,
      disagreed: this.#disagreed,
      ...shown,
    };
  }

  /** The longer of two reasons stays. */
  #setAside(reason: AsideReason, what: string, untilMs: number): void {
    if (this.#aside === undefined || this.#aside.untilMs <= untilMs) this.#aside = { reason, what, untilMs };
  }
}
