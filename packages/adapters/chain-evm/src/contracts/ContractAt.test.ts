import { Refusal } from '@qca/base';
import { createPublicClient, custom, encodeAbiParameters, encodeEventTopics, type Hex } from 'viem';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { CrossChainBridgeAbi } from '../abi/CrossChainBridge.ts';
import { callOf, contractOf, contractsToHear, eventOf, readAt } from './ContractAt.ts';

const AT = '0x0000000000000000000000000000000000000011';
const bridge = contractOf({ CrossChainBridge: AT }, 'CrossChainBridge');

describe('a typed contract', () => {
  it('is found in a deployment by its name, and refused when it is not there', () => {
    expect(bridge).toEqual({ name: 'CrossChainBridge', address: AT });
    expect(() => contractOf({}, 'CrossChainBridge')).toThrow(Refusal);
  });

  it('is heard where its interface is known: a proxy is, and what it passes calls on to is not', () => {
    const names = ['ModelRegistry', 'ModelRegistryImplementation', 'GuardianSafe', 'AIServiceAMM'];
    const heard = contractsToHear(Object.fromEntries(names.map((name) => [name, AT])));
    expect(heard.map(({ name }) => name)).toEqual(['ModelRegistry', 'AIServiceAMM']);
  });

  it('is asked with the types of its interface, at the newest block or one of the past', async () => {
    const asked: unknown[] = [];
    const request = async ({ params }: { readonly params?: unknown }): Promise<Hex> => {
      asked.push(params);
      return encodeAbiParameters([{ type: 'uint256' }], [5n]);
    };
    const reader = createPublicClient({ transport: custom({ request }) });
    const locked = await readAt(reader, bridge, 'lockedFor', [AT, 7n], 12n);
    expectTypeOf(locked).toEqualTypeOf<bigint>();
    expect(locked).toBe(5n);
    // lockedFor(address,uint256), by hand after the selector: address, number.
    const words = `${AT.slice(2).toLowerCase().padStart(64, '0')}${'7'.padStart(64, '0')}`;
    expect(asked).toEqual([[{ to: AT, data: expect.stringMatching(/^0x[0-9a-f]{136}$/) }, '0xc']]);
    expect(JSON.stringify(asked)).toContain(words);
    await readAt(reader, bridge, 'paused', []).catch(() => undefined);
    expect((asked[1] as unknown[])[1]).toBe('latest');
  });

  it('is called with the types of its interface', () => {
    const call = callOf(bridge, 'setPaused', [true]);
    // Selector of setPaused(bool), as other contracts with this function have it: 0x16c38b3c.
    expect(call).toEqual({ to: AT, data: `0x16c38b3c${'1'.padStart(64, '0')}` });
    // @ts-expect-error a text is no truth value
    expect(() => callOf(bridge, 'setPaused', ['yes'])).toThrow();
  });

  it('is heard: its events are read, and others are not', () => {
    const topics = encodeEventTopics({ abi: CrossChainBridgeAbi, eventName: 'PausedSet' }) as Hex[];
    const data = encodeAbiParameters([{ type: 'bool' }], [true]);
    expect(eventOf('CrossChainBridge', { topics, data })).toEqual({
      eventName: 'PausedSet',
      args: { paused: true },
    });
    expect(eventOf('GovernanceToken', { topics, data })).toBeUndefined();
  });
});
