import { type ExchangeHarness, exchangeSuite } from '@qca/ports/suites';
import { connectTo, openVenue } from './venueHarness.ts';

async function harness(): Promise<ExchangeHarness> {
  const venue = await openVenue();
  return {
    exchange: await connectTo(venue),
    instrument: 0,
    venue: 'binance',
    priceTicks: 6_000_000,
    quantityLots: 100,
    unknownInstrument: 9,
    dispose: () => venue.close(),
  };
}

exchangeSuite('ccxt, against a venue on this machine', harness);
