import { accept, type Result, reject } from '@qca/base';

/**
 * How a question is answered, in Snapshot's words. `basic` has the choices for, against and abstain; `single-choice` any list;
 * `approval` gives each of several choices the whole weight; `weighted` and `quadratic` divide it.
 */
export type VotingType = 'basic' | 'single-choice' | 'approval' | 'weighted' | 'quadratic';

/** What a ballot says, as it is signed: a number, several, or parts by number. Numbers of choices count from 1. */
export type Choice = number | readonly number[] | Readonly<Record<string, number>>;

/** Which part of a voter's stake a choice gets: `weight` of `of`. */
export interface Part {
  readonly choice: number;
  readonly weight: bigint;
  readonly of: bigint;
}

export type ChoiceRejection =
  | { readonly kind: 'wrong-form'; readonly type: VotingType; readonly choice: string }
  | { readonly kind: 'unknown-choice'; readonly choice: string; readonly choices: number }
  | { readonly kind: 'choice-twice'; readonly choice: number }
  | { readonly kind: 'bad-weight'; readonly choice: string; readonly weight: number };

/** A choice of 100 would be past any list; the bound keeps a ballot from being large. */
export const CHOICES_MAX = 100;

/**
 * Reads what a ballot says as parts of a voter's stake.
 *
 * Rejects: `wrong-form`, `unknown-choice`, `choice-twice`, `bad-weight` (weights are whole numbers above zero).
 */
export function partsOf(
  choice: Choice,
  { type, choices }: { readonly type: VotingType; readonly choices: number },
): Result<readonly Part[], ChoiceRejection> {
  const form = (): Result<readonly Part[], ChoiceRejection> =>
    reject({ kind: 'wrong-form', type, choice: JSON.stringify(choice) });
  if (type === 'basic' || type === 'single-choice')
    return typeof choice === 'number' ? wholeParts([choice], choices) : form();
  if (type === 'approval') return isList(choice) ? wholeParts(choice, choices) : form();
  return typeof choice === 'object' && choice !== null && !isList(choice)
    ? dividedParts(choice, { type, choices })
    : form();
}

function isList(choice: Choice): choice is readonly number[] {
  return Array.isArray(choice);
}

function wholeParts(chosen: readonly number[], choices: number): Result<readonly Part[], ChoiceRejection> {
  const seen = new Set<number>();
  for (const choice of chosen) {
    if (!isChoice(choice, choices))
      return reject({ kind: 'unknown-choice', choice: String(choice), choices });
    if (seen.has(choice)) return reject({ kind: 'choice-twice', choice });
    seen.add(choice);
  }
  return accept(chosen.map((choice) => ({ choice, weight: 1n, of: 1n })));
}

function dividedParts(
  weights: Readonly<Record<string, number>>,
  { type, choices }: { readonly type: VotingType; readonly choices: number },
): Result<readonly Part[], ChoiceRejection> {
  const entries = Object.entries(weights);
  if (entries.length === 0) return reject({ kind: 'wrong-form', type, choice: JSON.stringify(weights) });
  let of = 0n;
  for (const [name, weight] of entries) {
    // "1" and nothing that merely reads as one: two names for one choice would count it twice.
    if (String(Number(name)) !== name || !isChoice(Number(name), choices))
      return reject({ kind: 'unknown-choice', choice: name, choices });
    if (!Number.isSafeInteger(weight) || weight <= 0)
      return reject({ kind: 'bad-weight', choice: name, weight });
    of += BigInt(weight);
  }
  return accept(entries.map(([name, weight]) => ({ choice: Number(name), weight: BigInt(weight), of })));
}

function isChoice(choice: number, choices: number): boolean {
  return Number.isInteger(choice) && choice >= 1 && choice <= Math.min(choices, CHOICES_MAX);
}
