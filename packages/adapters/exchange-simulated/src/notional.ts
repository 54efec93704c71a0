import { type Instrument, lotsNotionalDown, lotsNotionalUp } from '@qca/market';
import type { Amount } from '@qca/units';

type Value = (instrument: Instrument, lots: number, ticks: number) => Amount;

// An order asks for the value of the same lots at the same price several times on its way: for its check, what its
// owner can pay, its fee and its settlement. The last answer is kept, since each costs several divisions of bigint.
function rememberLast(value: Value): Value {
  let ofInstrument: Instrument | undefined;
  let ofLots = 0;
  let ofTicks = 0;
  let atoms = 0n as Amount;
  return (instrument, lots, ticks) => {
    if (instrument === ofInstrument && lots === ofLots && ticks === ofTicks) return atoms;
    atoms = value(instrument, lots, ticks);
    ofInstrument = instrument;
    ofLots = lots;
    ofTicks = ticks;
    return atoms;
  };
}

/** `lotsNotionalUp`, the last answer remembered. */
export const notionalUp = rememberLast(lotsNotionalUp);

/** `lotsNotionalDown`, the last answer remembered. */
export const notionalDown = rememberLast(lotsNotionalDown);
