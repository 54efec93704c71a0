import { describe, expect, it } from 'vitest';
import { checkText } from './checkText.ts';
import { planted, said } from './planted.fixture.ts';

function problemsIn(file: string, text: string | Uint8Array): string[] {
  return said(checkText(planted({ [file]: text })));
}

// Put together, because the check reads this file too.
const path = (top: string): string => `/${top}/someone/x`;
const unfinished = ['TO', 'DO'].join('');
const mend = ['FIX', 'ME'].join('');

describe('text', () => {
  it.each([
    [`data: ${path('work')}`, 'names a path of one machine'],
    [`"${path('root')}"`, 'names a path of one machine'],
    [`(${path('home')})`, 'names a path of one machine'],
    [`https://registry.${'npmjs'}.org/left-pad`, 'names a package registry'],
    [`files.${'pythonhosted'}.org`, 'names a package registry'],
    [`// ${unfinished}: later`, 'is marked as unfinished'],
    [`# ${mend}`, 'is marked as unfinished'],
  ])('refuses %s in any file', (text, what) => {
    for (const file of ['a.md', 'a.json', 'in/a.yml', 'a.ts']) {
      expect(problemsIn(file, `\n${text}\n`)).toEqual([`${file}:2: ${what}`]);
    }
  });

  it.each([
    'https://example.org/home/page',
    'packages/work/x',
    `${unfinished}S`,
    'a.test/root/x',
    'the registry of deeds',
  ])('allows %s', (text) => {
    expect(problemsIn('a.md', text)).toEqual([]);
  });

  it('leaves data and ignored folders alone', () => {
    const bytes = new Uint8Array([0, ...Buffer.from(` ${path('work')}`)]);
    expect(problemsIn('a.bin', bytes)).toEqual([]);
    const project = planted({
      '.gitignore': 'coverage/\n',
      'coverage/a.md': path('work'),
      'node_modules/a.md': path('work'),
    });
    expect(checkText(project)).toEqual([]);
  });
});

describe('cases of a test', () => {
  const alone = 'runs only this case';
  const silent = 'leaves a case out without a reason';
  it.each([
    ["it.only('a', () => {});", alone],
    ["describe.only('needs b', () => {});", alone],
    ["it.only.each([1])('a', () => {});", alone],
    ["it.each([1]).only('a', () => {});", alone],
    ["it.skip('a', () => {});", silent],
    ["it.todo('a');", silent],
    ["describe.skipIf(!b)('a', () => {});", silent],
    ["test.runIf(b)('a', () => {});", silent],
    ["it('a', (context) => { context.skip(); });", silent],
  ])('may not say %s', (text, what) => {
    expect(problemsIn('a.test.ts', `\n${text}\n`)).toEqual([`a.test.ts:2: ${what}`]);
  });

  it.each([
    "it.skip('a, needs a server', () => {});",
    "describe.skipIf(!b)('a (skipped without b)', () => {});",
    'test.runIf(b)(`needs $' + '{b}`, () => {});',
    "it('a', (context) => { context.skip('no server here'); });",
    "it.each([1])('a', () => {});",
    'const only = feed.only;',
    'reader.skip();',
  ])('may say %s', (text) => {
    expect(problemsIn('a.test.ts', text)).toEqual([]);
  });

  it('matter in tests alone', () => {
    expect(problemsIn('a.ts', "it.only('a', () => {});")).toEqual([]);
  });
});
