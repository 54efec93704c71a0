import type { ServerMessage } from '@qca/api';

/** Where a subscriber stands in one channel. `waiting`: nothing counts until the next snapshot. */
export interface ChannelState {
  readonly epoch: string;
  readonly number: number;
  readonly waiting: boolean;
}

/** What a message means for what is shown. */
export type ChannelChange =
  | { readonly kind: 'nothing' }
  /** All there is; `fresh`: numbers began anew, so what was known before is of another run. */
  | { readonly kind: 'snapshot'; readonly data: unknown; readonly fresh: boolean }
  | { readonly kind: 'delta'; readonly data: unknown }
  /** Messages are missing: ask for a snapshot. */
  | { readonly kind: 'gap' };

export const CHANNEL_START: ChannelState = { epoch: '', number: 0, waiting: true };

const NOTHING: ChannelChange = { kind: 'nothing' };

/** Takes one message of a channel. Duplicates change nothing; a gap throws the state away, never guesses. */
export function reduceChannel(
  state: ChannelState,
  message: Extract<ServerMessage, { type: 'snapshot' | 'delta' }>,
): { readonly state: ChannelState; readonly change: ChannelChange } {
  if (message.type === 'snapshot') {
    const { epoch, number, data } = message;
    return {
      state: { epoch, number, waiting: false },
      change: { kind: 'snapshot', data, fresh: state.epoch !== '' && state.epoch !== epoch },
    };
  }
  if (state.waiting || message.number <= state.number) return { state, change: NOTHING };
  if (message.number > state.number + 1) {
    return { state: { ...state, waiting: true }, change: { kind: 'gap' } };
  }
  return { state: { ...state, number: message.number }, change: { kind: 'delta', data: message.data } };
}

/** What to ask for after a break: what was missed, or everything where there is nothing to go on from. */
export function resumeOf({
  epoch,
  number,
  waiting,
}: ChannelState): { epoch: string; number: number } | undefined {
  return waiting ? undefined : { epoch, number };
}
