import { type Canceller, openCanceller, type VenueKeys } from '@qca/exchange-ccxt';
import type { VenueFlags } from '../live/venueFlags.ts';
import type { VenueCanceller } from './VenueCanceller.ts';

/**
 * The guard's way to a venue: a connection of its own with a key of its own, made before it is needed and made anew when
 * it failed. Opening the keystore takes a moment, so the guard listens before it stands.
 */
export function createCanceller(options: {
  readonly venue: Pick<VenueFlags, 'venue' | 'url'>;
  readonly readKeys: () => Promise<VenueKeys>;
  readonly onTrouble: (what: string) => void;
}): VenueCanceller {
  const { venue, readKeys, onTrouble } = options;
  let opening: Promise<Canceller> | undefined;
  const open = (): Promise<Canceller> => {
    opening ??= readKeys()
      .then((keys) =>
        openCanceller({
          venue: venue.venue,
          keys,
          ...(venue.url === undefined ? {} : { url: venue.url }),
        }),
      )
      .catch((error: Error) => {
        // The next kill tries again.
        opening = undefined;
        throw error;
      });
    return opening;
  };
  open().catch((error: Error) => onTrouble(error.message));
  return {
    cancelAll: async () => (await open()).cancelAll(),
    close: async () => {
      const canceller = await opening?.catch(() => undefined);
      await canceller?.close();
    },
  };
}
