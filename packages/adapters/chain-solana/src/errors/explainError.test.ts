import type { Address, TransactionError } from '@solana/kit';
import * as program from '@solana-program/token';
import { describe, expect, it } from 'vitest';
import { explainError, SYSTEM_PROGRAM } from './explainError.ts';
import { TOKEN_ERRORS } from './programErrors.ts';

const PROGRAMS = [SYSTEM_PROGRAM, program.TOKEN_PROGRAM_ADDRESS, program.ASSOCIATED_TOKEN_PROGRAM_ADDRESS];
const custom = (index: number, Custom: number) =>
  explainError({ InstructionError: [index, { Custom }] }, PROGRAMS);

describe('why a transaction fails', () => {
  it('has a word and a sentence for every number of the token program, as its own client counts them', () => {
    const theirs = Object.entries(program).flatMap(([name, code]) =>
      name.startsWith('TOKEN_ERROR__') ? [[code as number, name.slice('TOKEN_ERROR__'.length)] as const] : [],
    );
    expect(theirs).toHaveLength(20);
    expect(TOKEN_ERRORS).toHaveLength(20);
    for (const [code, name] of theirs) {
      const { error, sentence } = custom(1, code);
      expect(error.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()).toBe(name);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('says whose number it was, for the same number means other things elsewhere', () => {
    expect(custom(0, 1).error).toBe('ResultWithNegativeLamports');
    expect(custom(1, 1).error).toBe('InsufficientFunds');
    expect(custom(2, 0).error).toBe('InvalidOwner');
    expect(custom(1, 99)).toEqual({
      ...{ error: 'Custom', code: 99, sentence: 'The token program refused with its number 99.' },
    });
    expect(custom(7, 3).sentence).toBe('The program that we do not know refused with its number 3.');
    const stranger = explainError({ InstructionError: [0, { Custom: 3 }] }, ['Stranger' as Address]);
    expect(stranger.sentence).toBe('The program Stranger refused with its number 3.');
  });

  it('names what the network itself refuses, and shows what we have no sentence for', () => {
    const sentences = (
      [
        'BlockhashNotFound',
        'AccountNotFound',
        'WouldExceedMaxBlockCostLimit',
        { InsufficientFundsForRent: { account_index: 0 } },
        { DuplicateInstruction: 2 },
        { InstructionError: [0, 'IllegalOwner'] },
        { InstructionError: [0, 'CallDepth'] },
      ] satisfies TransactionError[]
    ).map((error) => explainError(error, PROGRAMS).sentence);
    expect(sentences).toEqual([
      'The blockhash is too old, or the node does not know it yet.',
      'The account that pays has never had any SOL.',
      'The network refused: would exceed max block cost limit.',
      'An account would keep too little SOL to stay; leave it more, or send less.',
      'The network refused: duplicate instruction.',
      'An account belongs to another program or person than it must.',
      'The program refused: call depth.',
    ]);
  });
});
