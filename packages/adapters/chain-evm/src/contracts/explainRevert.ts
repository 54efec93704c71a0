import { type Abi, decodeAbiParameters, type Hex, hexToBigInt, slice, toFunctionSelector } from 'viem';
import { ABIS } from '../abi/index.ts';
import { ERROR_SENTENCES } from './errorSentences.ts';

/** An error as the compiler describes it. */
export type AbiError = Extract<Abi[number], { type: 'error' }>;

/** Why a contract refused: its own word for it, the numbers it gave, and a sentence for people. */
export interface RevertReason {
  /** Name of the error in Solidity; empty when the contract said nothing. */
  readonly error: string;
  /** By the names of the parameters; whole numbers as decimal text. */
  readonly values: Readonly<Record<string, string>>;
  readonly sentence: string;
}

/** `revert("text")` and a failed check of the compiler's own. Source: Solidity, "Panic via assert and Error via require". */
const TEXT = '0x08c379a0';
const PANIC = '0x4e487b71';
const PANICS: Readonly<Record<string, string>> = {
  '1': 'an assertion failed',
  '17': 'a number went out of its bounds',
  '18': 'something was divided by zero',
  '33': 'a number stands for no value of its kind',
  '49': 'something was taken from an empty list',
  '50': 'a list has no such place',
  '65': 'too much memory was asked for',
};

const ERRORS: ReadonlyMap<Hex, AbiError> = new Map(
  Object.values(ABIS).flatMap((abi) =>
    (abi as Abi)
      .filter((entry): entry is AbiError => entry.type === 'error')
      .map((entry) => [toFunctionSelector(signatureOf(entry)), entry] as const),
  ),
);

/** All errors that contracts of ours may refuse with. */
export function knownErrors(): readonly AbiError[] {
  return [...ERRORS.values()];
}

/** Reads what a contract refused a call with. Data that no contract of ours gives is shown as it is. */
export function explainRevert(data: Hex | undefined): RevertReason {
  if (data === undefined || data === '0x')
    return { error: '', values: {}, sentence: 'The contract refused and gave no reason.' };
  const selector = data.length >= 10 ? slice(data, 0, 4) : data;
  try {
    if (selector === TEXT) {
      const [text] = decodeAbiParameters([{ type: 'string' }], slice(data, 4));
      return { error: 'Error', values: { text }, sentence: `The contract refused: ${text}.` };
    }
    if (selector === PANIC) {
      const code = hexToBigInt(slice(data, 4)).toString();
      const what = PANICS[code] ?? `panic ${code}`;
      return { error: 'Panic', values: { code }, sentence: `The contract broke off: ${what}.` };
    }
    const known = ERRORS.get(selector);
    if (known !== undefined) return explain(known, data);
  } catch {
    // Data that is cut off or longer than it says is not the error that it begins like.
  }
  return {
    error: '',
    values: { data },
    sentence: `The contract refused with a word we do not know: ${data}.`,
  };
}

function explain(error: AbiError, data: Hex): RevertReason {
  const decoded = error.inputs.length === 0 ? [] : decodeAbiParameters(error.inputs, slice(data, 4));
  const values = Object.fromEntries(
    error.inputs.map(({ name }, index) => [name || `value ${index + 1}`, textOf(decoded[index])]),
  );
  return { error: error.name, values, sentence: sentenceOf(error, values) };
}

/** A sentence written for the error, or its name in words with its numbers. */
function sentenceOf(error: AbiError, values: Readonly<Record<string, string>>): string {
  const written = ERROR_SENTENCES[signatureOf(error)];
  if (written !== undefined) return written.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '?');
  const numbers = Object.entries(values).map(([name, value]) => `${wordsOf(name)} ${value}`);
  const tail = numbers.length === 0 ? '' : ` (${numbers.join(', ')})`;
  return `The contract refused: ${wordsOf(error.name)}${tail}.`;
}

/** `rewardsDueNow_` → `rewards due now`; a run of capitals stays together. */
function wordsOf(name: string): string {
  return name
    .replace(/_+$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ')
    .map((word) => (/^[A-Z]{2,}/.test(word) ? word : word.toLowerCase()))
    .join(' ');
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? each.toString() : each))
    : String(value);
}

/** `WindowFull(uint256,uint256)`: what the selector is the digest of. */
export function signatureOf({ name, inputs }: AbiError): string {
  return `${name}(${inputs.map(({ type }) => type).join(',')})`;
}
