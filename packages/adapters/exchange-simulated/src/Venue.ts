import type { Random, TimeUs } from '@qca/base';
import type { VenueId } from '@qca/market';
import { VolumeWindow } from './fees.ts';
import { Line } from './latency.ts';
import type { Market } from './Market.ts';
import { OrderHistory } from './OrderHistory.ts';
import type { Funded } from './ReportDesk.ts';
import type { SimulationSettings } from './settings.ts';
import { VenueAccount } from './VenueAccount.ts';

/** One venue: our account there, our orders, and the two lines between us. */
export class Venue {
  readonly id: VenueId;
  readonly account: VenueAccount;
  readonly history: OrderHistory;
  readonly volume: VolumeWindow;
  readonly markets: Market[] = [];
  readonly orderLine: Line;
  readonly reportLine: Line;
  /** Receive time minus venue time of the latest market event, for latencies of kind `recorded`. */
  recordedLatencyUs = 0;
  /** False during an outage: nothing is matched, requests are refused. */
  isUp = true;
  /** False while the connection is broken: requests and reports are lost. */
  isConnected = true;
  /** Funding settled while the connection was broken: a few per perpetual and day. */
  readonly missedFundings: (Funded & { readonly venueTimeUs: TimeUs })[] = [];
  #fillCount = 0;

  constructor(id: VenueId, settings: SimulationSettings, random: Random) {
    this.id = id;
    this.account = new VenueAccount(id);
    this.history = new OrderHistory(settings);
    this.volume = new VolumeWindow(settings.volumeValues);
    this.orderLine = new Line(settings.orderLatency, random.fork('orders'));
    this.reportLine = new Line(settings.reportLatency, random.fork('reports'));
  }

  /** Whether its market data reaches us. */
  get isHeard(): boolean {
    return this.isUp && this.isConnected;
  }

  nextFillId(): string {
    this.#fillCount += 1;
    return `${this.id}-${this.#fillCount}`;
  }
}
