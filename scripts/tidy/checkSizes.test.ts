import { describe, expect, it } from 'vitest';
import { checkSizes } from './checkSizes.ts';
import { planted, said } from './planted.fixture.ts';

const lines = (count: number): string => 'a;\n'.repeat(count);
/** A function of that many lines. */
const long = (count: number, head = 'function work() {', tail = '}'): string =>
  `${head}\n${lines(count - 2)}${tail}\n`;

describe('files', () => {
  it('may have 400 lines', () => {
    expect(checkSizes(planted({ 'a.ts': lines(400), 'b.md': lines(900) }), {}).problems).toEqual([]);
    expect(said(checkSizes(planted({ 'a.ts': lines(401) }), {}).problems)).toEqual([
      'a.ts:1: a.ts has 401 lines, above 400',
    ]);
  });
});

describe('functions', () => {
  it('may have 70 lines', () => {
    expect(checkSizes(planted({ 'a.ts': long(70) }), {}).problems).toEqual([]);
    expect(said(checkSizes(planted({ 'a.ts': `\n${long(71)}` }), {}).problems)).toEqual([
      'a.ts:2: a.ts#work has 71 lines, above 70',
    ]);
  });

  it.each([
    ['const work = () => {', '};', 'work'],
    ['class Engine { run() {', '} }', 'Engine.run'],
    ['class Engine { constructor() {', '} }', 'Engine.constructor'],
    ['const a = { work() {', '} };', 'work'],
    ['list.map(() => {', '});', 'anonymous'],
  ])('are known by name: %s', (head, tail, name) => {
    expect(checkSizes(planted({ 'a.ts': long(80, head, tail) }), { [`a.ts#${name}`]: 80 }).problems).toEqual(
      [],
    );
  });

  it('of the same name are told apart', () => {
    const twice = long(71, 'f(() => {', '});').repeat(2);
    expect(
      checkSizes(planted({ 'a.ts': twice }), { 'a.ts#anonymous': 71, 'a.ts#anonymous-2': 71 }).problems,
    ).toEqual([]);
  });

  it('do not count their comments, nor the case lists of tests', () => {
    expect(checkSizes(planted({ 'a.ts': `/**\n * Works.\n */\n${long(70)}` }), {}).problems).toEqual([]);
    expect(
      checkSizes(planted({ 'a.test.ts': long(100, "describe('a', () => {", '});') }), {}).problems,
    ).toEqual([]);
  });
});

describe('the ratchet', () => {
  const project = () => planted({ 'a.ts': lines(410) });

  it('lets an accepted size be', () => {
    expect(checkSizes(project(), { 'a.ts': 410 })).toEqual({ problems: [], tightened: { 'a.ts': 410 } });
  });

  it('refuses growth, and never learns it', () => {
    const { problems, tightened } = checkSizes(project(), { 'a.ts': 405 });
    expect(said(problems)).toEqual(['a.ts:1: a.ts has 410 lines, grown from 405']);
    expect(tightened).toEqual({ 'a.ts': 405 });
    expect(checkSizes(project(), {}).tightened).toEqual({});
  });

  it('takes back what shrank or went', () => {
    const { problems, tightened } = checkSizes(project(), { 'a.ts': 500, 'gone.ts': 600 });
    expect(said(problems)).toEqual([
      'scripts/tidy/ratchet.json:1: a.ts shrank from 500 lines to 410',
      'scripts/tidy/ratchet.json:1: gone.ts shrank from 600 lines to below the limit',
    ]);
    expect(tightened).toEqual({ 'a.ts': 410 });
  });
});
