import type { VenueProfile } from './VenueProfile.ts';

/** Turns an order id of ours into what the venue takes; undefined when no reversible form fits its rules. */
export function toClientId(orderId: string, { clientId }: VenueProfile): string | undefined {
  let text = orderId;
  for (const [ours, theirs] of Object.entries(clientId.standIns)) {
    if (text.includes(theirs)) return undefined;
    text = text.replaceAll(ours, theirs);
  }
  return text.length <= clientId.lengthMax && text !== '' && clientId.pattern.test(text) ? text : undefined;
}

/** Turns a venue's client id back into ours. Ids that are not ours come out as some other text. */
export function toOrderId(text: string, { clientId }: VenueProfile): string {
  let id = text;
  for (const [ours, theirs] of Object.entries(clientId.standIns)) id = id.replaceAll(theirs, ours);
  return id;
}
