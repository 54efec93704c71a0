import { NEVER, type Random, type TimeUs } from '@qca/base';
import type { ReportDesk } from './ReportDesk.ts';
import type { FaultSettings } from './settings.ts';
import { TimeQueue } from './TimeQueue.ts';
import type { Venue } from './Venue.ts';

type BreakKind = 'outages' | 'disconnects';

/** A connection or venue that breaks or mends. */
interface Turn {
  readonly venue: Venue;
  readonly kind: BreakKind;
  readonly isBreak: boolean;
}

/** When venues go down and connections break, drawn from the seed. Both kinds may overlap. */
export class Connections {
  readonly #faults: FaultSettings;
  readonly #random: Random;
  readonly #reports: ReportDesk;
  readonly #turns = new TimeQueue<Turn>();
  #openBreaks = 0;

  constructor(faults: FaultSettings, random: Random, reports: ReportDesk) {
    this.#faults = faults;
    this.#random = random;
    this.#reports = reports;
  }

  /** Draws the first break of each venue after `fromUs`. */
  start(venues: Iterable<Venue>, fromUs: TimeUs): void {
    for (const venue of venues) {
      this.#schedule(venue, 'outages', fromUs);
      this.#schedule(venue, 'disconnects', fromUs);
    }
  }

  /** When something breaks or mends next. Once nothing else will happen, only what is broken still mends. */
  nextUs(isOver: boolean): TimeUs {
    return isOver && this.#openBreaks === 0 ? NEVER : this.#turns.headTimeUs;
  }

  /** Breaks or mends what is due. Returns the venue that can be heard again, if one can. */
  turn(): Venue | undefined {
    const timeUs = this.#turns.headTimeUs;
    const { venue, kind, isBreak } = this.#turns.shift();
    if (isBreak) this.#break(venue, kind, timeUs);
    else this.#mend(venue, kind, timeUs);
    return venue.isHeard ? venue : undefined;
  }

  #break(venue: Venue, kind: BreakKind, timeUs: TimeUs): void {
    const lastingUs = this.#random.nextExponential(this.#faults[kind]?.meanLastingUs ?? 0);
    this.#turns.push(timeUs + 1 + Math.round(lastingUs), { venue, kind, isBreak: false });
    this.#openBreaks += 1;
    if (venue.isHeard) this.#reports.connection('venue-disconnected', venue, timeUs);
    if (kind === 'outages') venue.isUp = false;
    else venue.isConnected = false;
  }

  #mend(venue: Venue, kind: BreakKind, timeUs: TimeUs): void {
    this.#openBreaks -= 1;
    if (kind === 'outages') venue.isUp = true;
    else venue.isConnected = true;
    this.#schedule(venue, kind, timeUs);
    if (!venue.isHeard) return;
    this.#reports.connection('venue-connected', venue, timeUs);
    this.#reports.missedFundings(venue, timeUs);
  }

  #schedule(venue: Venue, kind: BreakKind, fromUs: TimeUs): void {
    const breaks = this.#faults[kind];
    if (breaks === undefined) return;
    const waitUs = 1 + Math.round(this.#random.nextExponential(breaks.meanBetweenUs));
    this.#turns.push(fromUs + waitUs, { venue, kind, isBreak: true });
  }
}
