import type { Random, TimeUs } from '@qca/base';
import type { CancelReason, OrderFilled, Report, VenueReason } from '@qca/orders';
import type { Amount } from '@qca/units';
import { type FaultSettings, LATE_US } from './settings.ts';
import type { VenueRefusal } from './specRefusal.ts';
import { TimeQueue } from './TimeQueue.ts';
import type { Venue } from './Venue.ts';
import type { WorkingOrder } from './WorkingOrder.ts';

/** What a report is about. */
export interface Subject {
  readonly id: string;
  readonly instrument: number;
}

/** A funding payment of one perpetual. */
export interface Funded {
  readonly instrument: number;
  readonly rate: number;
  readonly markTicks: number;
  /** Quote atoms that came in; negative went out. */
  readonly payment: Amount;
}

/** Writes reports and sends them on their way: late, twice or out of order where the seed says so. */
export class ReportDesk {
  /** On their way to the engine, by when they are heard. */
  readonly queue = new TimeQueue<Report>();
  /** Id of the order whose answer is being lost; its fills are told all the same. Empty for none. */
  lostAnswersTo = '';
  readonly #faults: FaultSettings;
  readonly #random: Random;
  readonly #isFaulty: boolean;

  constructor(faults: FaultSettings, random: Random) {
    this.#faults = faults;
    this.#random = random;
    const { lateProbability = 0, duplicateProbability = 0, outOfOrderProbability = 0 } = faults;
    this.#isFaulty = lateProbability + duplicateProbability + outOfOrderProbability > 0;
  }

  accepted(venue: Venue, order: Subject, venueTimeUs: TimeUs): void {
    const timeUs = this.#hearUs(venue, venueTimeUs);
    this.send(venue, {
      kind: 'order-accepted',
      timeUs,
      venueTimeUs,
      orderId: order.id,
      instrument: order.instrument,
    });
  }

  rejected(venue: Venue, order: Subject, refusal: VenueRefusal, venueTimeUs: TimeUs): void {
    const timeUs = this.#hearUs(venue, venueTimeUs);
    const { reason, detail } = refusal;
    this.send(venue, {
      kind: 'order-rejected',
      timeUs,
      venueTimeUs,
      orderId: order.id,
      instrument: order.instrument,
      reason,
      detail,
    });
  }

  /** Returns the report as it was or should have been heard, for the venue's memory. */
  filled(
    venue: Venue,
    order: WorkingOrder,
    fill: Pick<OrderFilled, 'priceTicks' | 'quantityLots' | 'liquidity' | 'fee' | 'feeAsset' | 'realised'>,
    venueTimeUs: TimeUs,
  ): OrderFilled {
    const report: OrderFilled = {
      kind: 'order-filled',
      timeUs: this.#hearUs(venue, venueTimeUs),
      venueTimeUs,
      orderId: order.id,
      instrument: order.instrument,
      fillId: venue.nextFillId(),
      side: order.side,
      priceTicks: fill.priceTicks,
      quantityLots: fill.quantityLots,
      remainingLots: order.openLots,
      liquidity: fill.liquidity,
      fee: fill.fee,
      ...(fill.feeAsset === undefined ? {} : { feeAsset: fill.feeAsset }),
      ...(fill.realised === undefined ? {} : { realised: fill.realised }),
    };
    this.send(venue, report);
    return report;
  }

  cancelled(venue: Venue, order: WorkingOrder, reason: CancelReason, venueTimeUs: TimeUs): void {
    const timeUs = this.#hearUs(venue, venueTimeUs);
    const { id: orderId, instrument, openLots: remainingLots } = order;
    this.send(venue, {
      kind: 'order-cancelled',
      timeUs,
      venueTimeUs,
      orderId,
      instrument,
      reason,
      remainingLots,
    });
  }

  triggered(venue: Venue, order: WorkingOrder, venueTimeUs: TimeUs): void {
    const timeUs = this.#hearUs(venue, venueTimeUs);
    this.send(venue, {
      kind: 'order-triggered',
      timeUs,
      venueTimeUs,
      orderId: order.id,
      instrument: order.instrument,
    });
  }

  cancelRejected(
    venue: Venue,
    order: Subject,
    refusal: { reason: VenueReason; detail: string },
    venueTimeUs: TimeUs,
  ): void {
    const timeUs = this.#hearUs(venue, venueTimeUs);
    const { reason, detail } = refusal;
    this.send(venue, {
      kind: 'cancel-rejected',
      timeUs,
      venueTimeUs,
      orderId: order.id,
      instrument: order.instrument,
      reason,
      detail,
    });
  }

  /** Answers a snapshot request: copies of all the venue remembers. */
  snapshot(venue: Venue, requestId: string, venueTimeUs: TimeUs): void {
    const timeUs = this.#hearUs(venue, venueTimeUs);
    this.send(venue, {
      kind: 'venue-snapshot',
      timeUs,
      venueTimeUs,
      venue: venue.id,
      requestId,
      orders: venue.history.orders(),
      fills: venue.history.fills().map((fill) => ({ ...fill })),
      fundings: venue.history.fundings(),
      balances: venue.account.balances(),
    });
  }

  /** Repeats a fill that was told before: the same fill, heard anew. */
  retold(venue: Venue, fill: OrderFilled, venueTimeUs: TimeUs): void {
    this.send(venue, { ...fill, timeUs: this.#hearUs(venue, venueTimeUs) });
  }

  /**
   * Tells of funding. It reaches us once and in turn: nothing in it would tell a repeat from a second payment, and what
   * a broken connection swallows is told when it mends, as one who asks for the history would learn.
   */
  funding(venue: Venue, settled: Funded, venueTimeUs: TimeUs): void {
    venue.history.addFunding({ kind: 'funding-settled', timeUs: venueTimeUs, venueTimeUs, ...settled });
    if (!venue.isConnected) {
      venue.missedFundings.push({ ...settled, venueTimeUs });
      return;
    }
    this.#tellFunding(venue, { ...settled, venueTimeUs }, venueTimeUs);
  }

  /** Tells of funding that was settled while nobody listened. */
  missedFundings(venue: Venue, nowUs: TimeUs): void {
    for (const missed of venue.missedFundings.splice(0)) this.#tellFunding(venue, missed, nowUs);
  }

  #tellFunding(venue: Venue, settled: Funded & { readonly venueTimeUs: TimeUs }, sentUs: TimeUs): void {
    const { instrument, rate, markTicks, payment, venueTimeUs } = settled;
    const timeUs = this.#hearUs(venue, sentUs);
    this.queue.push(timeUs, {
      kind: 'funding-settled',
      timeUs,
      venueTimeUs,
      instrument,
      rate,
      markTicks,
      payment,
    });
  }

  /** Tells at once, on this side of the line, that a connection went or came back. */
  connection(kind: 'venue-connected' | 'venue-disconnected', venue: Venue, venueTimeUs: TimeUs): void {
    const timeUs = this.#hearUs(venue, venueTimeUs);
    this.queue.push(timeUs, { kind, timeUs, venueTimeUs, venue: venue.id });
  }

  /** Tells, after the wait for an answer, that none came. Nothing travels: the silence is on this side. */
  unknown(order: Subject, timeUs: TimeUs, detail: string): void {
    const { id: orderId, instrument } = order;
    this.queue.push(timeUs, {
      kind: 'order-unknown',
      timeUs,
      venueTimeUs: timeUs,
      orderId,
      instrument,
      detail,
    });
  }

  /** Puts a report on its way unless the connection is broken: then it is lost, and only a snapshot tells. */
  send(venue: Venue, report: Report): void {
    if (!venue.isConnected || this.#isLostAnswer(report)) return;
    if (!this.#isFaulty) {
      this.queue.push(report.timeUs, report);
      return;
    }
    const { duplicateProbability = 0, outOfOrderProbability = 0, lateUs = LATE_US } = this.#faults;
    let { timeUs } = report;
    if (this.#random.nextBoolean(outOfOrderProbability)) timeUs += 1 + this.#random.nextBelow(lateUs + 1);
    this.queue.push(timeUs, timeUs === report.timeUs ? report : { ...report, timeUs });
    if (this.#random.nextBoolean(duplicateProbability)) {
      const againUs = timeUs + 1 + this.#random.nextBelow(lateUs + 1);
      this.queue.push(againUs, { ...report, timeUs: againUs });
    }
  }

  #isLostAnswer(report: Report): boolean {
    return (
      this.lostAnswersTo !== '' &&
      'orderId' in report &&
      report.orderId === this.lostAnswersTo &&
      report.kind !== 'order-filled'
    );
  }

  #hearUs(venue: Venue, venueTimeUs: TimeUs): TimeUs {
    const { lateProbability = 0, lateUs = LATE_US } = this.#faults;
    const isLate = lateProbability > 0 && this.#random.nextBoolean(lateProbability);
    return venue.reportLine.arrivalUs(venueTimeUs, venue.recordedLatencyUs, isLate ? lateUs : 0);
  }
}
