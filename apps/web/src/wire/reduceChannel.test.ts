import { describe, expect, it } from 'vitest';
import { CHANNEL_START, type ChannelState, reduceChannel, resumeOf } from './reduceChannel.ts';

const snapshot = (epoch: string, number: number) =>
  ({ type: 'snapshot', channel: 'status', epoch, number, sequence: 1, data: { a: 1 } }) as const;
const delta = (number: number) =>
  ({ type: 'delta', channel: 'status', number, sequence: 1, data: { a: number } }) as const;

function after(...messages: Parameters<typeof reduceChannel>[1][]): ChannelState {
  return messages.reduce((state, message) => reduceChannel(state, message).state, CHANNEL_START);
}

describe('reduceChannel', () => {
  it('takes a snapshot, then deltas in order', () => {
    const state = after(snapshot('e', 7));
    expect(reduceChannel(state, delta(8))).toEqual({
      state: { epoch: 'e', number: 8, waiting: false },
      change: { kind: 'delta', data: { a: 8 } },
    });
  });

  it('takes no delta before a snapshot, and none twice', () => {
    expect(reduceChannel(CHANNEL_START, delta(1)).change).toEqual({ kind: 'nothing' });
    expect(reduceChannel(after(snapshot('e', 7), delta(8)), delta(8)).change).toEqual({ kind: 'nothing' });
  });

  it('tells a gap once and waits for a snapshot', () => {
    const gap = reduceChannel(after(snapshot('e', 7)), delta(9));
    expect(gap.change).toEqual({ kind: 'gap' });
    expect(resumeOf(gap.state)).toBeUndefined();
    expect(reduceChannel(gap.state, delta(10)).change).toEqual({ kind: 'nothing' });
    expect(reduceChannel(gap.state, snapshot('e', 12)).state.number).toBe(12);
  });

  it('says when numbers began anew', () => {
    const change = (state: ChannelState, epoch: string) => reduceChannel(state, snapshot(epoch, 0)).change;
    expect(change(CHANNEL_START, 'e')).toMatchObject({ kind: 'snapshot', fresh: false });
    expect(change(after(snapshot('e', 7)), 'e')).toMatchObject({ fresh: false });
    expect(change(after(snapshot('e', 7)), 'f')).toMatchObject({ fresh: true });
  });

  it('resumes from its last number', () => {
    expect(resumeOf(after(snapshot('e', 7), delta(8)))).toEqual({ epoch: 'e', number: 8 });
  });
});
