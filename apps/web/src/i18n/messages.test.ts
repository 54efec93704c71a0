import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import ar from '../../messages/ar.json' with { type: 'json' };
import en from '../../messages/en.json' with { type: 'json' };

type Tree = { readonly [key: string]: string | Tree };

function textsOf(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...textsOf(value, `${prefix}${key}.`)],
    ),
  );
}

const english = textsOf(en);
const arabic = textsOf(ar);

/** Names in braces that a message is filled with; the cases of a plural are not. */
const fillsOf = (text: string): string[] =>
  [
    ...new Set(
      [...text.matchAll(/(?<!(?:=\d|zero|one|two|few|many|other) )\{(\w+)(?=[,}])/g)].map(
        (each) => each[1] as string,
      ),
    ),
  ].sort();

describe('the catalogues', () => {
  it('have the same keys', () => {
    expect([...arabic.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('are filled with the same values', () => {
    for (const [key, text] of english)
      expect([key, fillsOf(arabic.get(key) ?? '')]).toEqual([key, fillsOf(text)]);
  });

  it('are translated, not copied', () => {
    // What is the same everywhere: names, formats, words that are typed, keys on a keyboard.
    const same =
      /^(ui\.(csv|png)|shell\.(product|utc|searchKeys)|kill\.(place|stage\.off)|.*\.word|settings\.(locale\.(en|ar)|key\..*\.press))$/;
    const copied = [...english].filter(([key, text]) => !same.test(key) && arabic.get(key) === text);
    expect(copied).toEqual([]);
  });

  it('make no noise', () => {
    for (const [key, text] of [...english, ...arabic])
      expect([key, /[!！]/.test(text)]).toEqual([key, false]);
  });
});

describe('the components', () => {
  const web = join(import.meta.dirname, '../..');
  const ui = join(web, '../../packages/ui/src');
  const files = [join(web, 'src'), join(web, 'app'), ui].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.tsx'))
      .map((name) => join(folder, name)),
  );

  it('hold no words of their own', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(literalsIn)).toEqual([]);
  });
});

/** Attributes that are read out or shown. */
const SPOKEN = new Set(['aria-label', 'title', 'alt', 'placeholder', 'label', 'aria-valuetext']);
/** Signs, units and names that are the same in every language. */
const NO_WORDS = /^[^\p{L}]*$|^(UTC|C|%|ms)$/u;

function literalsIn(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && !NO_WORDS.test(node.text.trim().replace(/^[·.\s]+/, '')))
      found.push(`${file}: ${node.text.trim()}`);
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText(source))) {
      const value = node.initializer;
      if (value !== undefined && ts.isStringLiteral(value) && !NO_WORDS.test(value.text))
        found.push(`${file}: ${value.text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
