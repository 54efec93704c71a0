import type { TimeUs } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { OrderSpec, Report } from '@qca/orders';

/** What the engine asks of a venue. Ids are stable: a resend of the same id never trades twice. */
export type ExchangeAction =
  | { readonly kind: 'place-order'; readonly orderId: string; readonly spec: OrderSpec }
  | { readonly kind: 'cancel-order'; readonly orderId: string; readonly instrument: number }
  | { readonly kind: 'request-snapshot'; readonly requestId: string; readonly venue: string };

/**
 * One or several venues: actions go in, market events and reports come out in the order in which we hear them.
 *
 * `take` may reuse the market event it returned before; reports are fresh objects.
 */
export interface Exchange {
  /** Hands over actions at engine time `timeUs`; answers arrive as inputs. */
  send(actions: readonly ExchangeAction[], timeUs: TimeUs): void | Promise<void>;
  /**
   * When the next input is heard, `NEVER` when there is none (yet).
   *
   * Simulated venues work ahead until that is certain. A caller that may send at a moment of its own (a timer) names it
   * as `untilUs`: they then work no further, and `NEVER` means "not until then". Actions for a moment already worked
   * through arrive late.
   */
  peekTimeUs(untilUs?: TimeUs): TimeUs;
  take(): MarketEvent | Report;
  /** Whether no market event will ever come again; reports still may. Absent where the market never ends. */
  ended?(): boolean;
  /** Live only: resolves when there may be a new input. */
  wait?(): Promise<void>;
  close(): void | Promise<void>;
}
