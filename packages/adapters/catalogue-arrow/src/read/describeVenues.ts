import { VENUES, type VenueDefaults } from './venues.ts';

/** Writes the assumptions about every venue, or about the named ones, as lines for a person. */
export function describeVenues(ids?: readonly string[]): string[] {
  return VENUES.filter((venue) => ids === undefined || ids.includes(venue.id)).map(describeVenue);
}

function describeVenue(venue: VenueDefaults): string {
  const [first] = venue.tiers;
  const last = venue.tiers.at(-1);
  const tiers =
    venue.tiers.length === 1
      ? 'one tier'
      : `${venue.tiers.length} tiers down to ${last?.[1]}/${last?.[2]} bps`;
  const minimum = venue.minimumNotional['USD'];
  return [
    `${venue.id} (${venue.title}, ${venue.kind})`,
    `fees ${first?.[1]}/${first?.[2]} bps maker/taker, ${tiers}, source ${venue.feesSource}`,
    `lot ${venue.lot}${minimum === undefined ? '' : `, smallest order ${minimum} dollars`}`,
    `assumed spread ${venue.assumedSpreadBps} bps${venue.assumedSize === undefined ? '' : `, assumed size ${venue.assumedSize}`}`,
  ].join('; ');
}
