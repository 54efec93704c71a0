import { encodeAbiParameters, encodeErrorResult, type Hex, keccak256, toBytes } from 'viem';
import { describe, expect, it } from 'vitest';
import { CrossChainBridgeAbi } from '../abi/CrossChainBridge.ts';
import { ERROR_SENTENCES } from './errorSentences.ts';
import { type AbiError, explainRevert, knownErrors, signatureOf } from './explainRevert.ts';

/** Selector by hand: the first four bytes of the digest of the signature. */
function encode(signature: string, types: readonly string[], values: readonly unknown[]): Hex {
  const selector = keccak256(toBytes(signature)).slice(0, 10);
  const data = encodeAbiParameters(
    types.map((type) => ({ type })),
    values,
  );
  return `${selector}${data.slice(2)}` as Hex;
}

describe('explainRevert', () => {
  it('says in a sentence what a contract refused, with its numbers', () => {
    expect(explainRevert(encode('WindowFull(uint256,uint256)', ['uint256', 'uint256'], [500n, 20n]))).toEqual(
      {
        error: 'WindowFull',
        values: { wanted: '500', left: '20' },
        sentence:
          'Only 20 more can come in over this route today, and 500 would: try again when the day is over.',
      },
    );
    const data = encodeErrorResult({ abi: CrossChainBridgeAbi, errorName: 'Paused' });
    expect(explainRevert(data).sentence).toMatch(/is paused/);
  });

  it('tells an error without a sentence by its name and numbers', () => {
    expect(explainRevert(encode('VersionMissing(uint256)', ['uint256'], [7n])).sentence).toBe(
      'The contract refused: version missing (version 7).',
    );
    expect(explainRevert(encode('UUPSUnauthorizedCallContext()', [], [])).sentence).toBe(
      'The contract refused: UUPS unauthorized call context.',
    );
  });

  it('reads texts and panics, which every contract may give', () => {
    expect(explainRevert(encode('Error(string)', ['string'], ['not today'])).sentence).toBe(
      'The contract refused: not today.',
    );
    expect(explainRevert(encode('Panic(uint256)', ['uint256'], [0x11n])).sentence).toMatch(
      /out of its bounds/,
    );
    expect(explainRevert(encode('Panic(uint256)', ['uint256'], [0x99n])).sentence).toMatch(/panic 153/);
  });

  it('shows what it does not know as it is: nothing, a stranger’s error, data that is cut off', () => {
    expect(explainRevert(undefined).sentence).toMatch(/no reason/);
    expect(explainRevert('0x').sentence).toMatch(/no reason/);
    expect(explainRevert('0x12').sentence).toContain('0x12');
    expect(explainRevert('0xdeadbeef').sentence).toContain('0xdeadbeef');
    const whole = encode('WindowFull(uint256,uint256)', ['uint256', 'uint256'], [500n, 20n]);
    expect(explainRevert(whole.slice(0, 80) as Hex)).toMatchObject({ error: '' });
  });

  it('has sentences only for errors that exist, and each gives every number that the error has', () => {
    const known = new Map(knownErrors().map((error) => [signatureOf(error), error]));
    expect(known.size).toBeGreaterThan(200);
    for (const [signature, sentence] of Object.entries(ERROR_SENTENCES)) {
      const error = known.get(signature) as AbiError;
      expect(error, signature).toBeDefined();
      const named = [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(named.toSorted(), signature).toEqual(error.inputs.map(({ name }) => name).toSorted());
    }
  });

  it('has something to say about every error of every contract', () => {
    for (const error of knownErrors()) {
      const values = error.inputs.map(({ type }) => sample(type));
      const data = encode(
        signatureOf(error),
        error.inputs.map(({ type }) => type),
        values,
      );
      const { error: name, sentence } = explainRevert(data);
      expect(name).toBe(error.name);
      expect(sentence).toMatch(/^[A-Z0-9].*[.]$/);
      for (const value of values) expect(sentence).toContain(String(value));
    }
  });
});

function sample(type: string): unknown {
  if (type === 'address') return '0x00000000000000000000000000000000000000AA';
  if (type === 'bool') return true;
  if (type === 'string') return 'a word';
  if (type === 'bytes') return '0x0123';
  if (type.startsWith('bytes')) return `0x${'ab'.repeat(Number(type.slice(5)))}`;
  return Number(/\d+/.exec(type)?.[0]) <= 48 ? 77 : 77n;
}
