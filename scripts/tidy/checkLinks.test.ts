import { describe, expect, it } from 'vitest';
import { checkLinks } from './checkLinks.ts';
import { planted, said } from './planted.fixture.ts';

const PAGE = '# The House\n\n## What it is, in `code` & words\n\n## Twice\n\n## Twice\n\n<a id="own"></a>\n';

function problemsIn(text: string): string[] {
  return said(checkLinks(planted({ 'docs/a.md': text, 'docs/b.md': PAGE, 'code.ts': '', 'a file.txt': '' })));
}

describe('links', () => {
  it.each([
    '[b](b.md)',
    '[b](./b.md "Title")',
    '[code](../code.ts)',
    '[line](../code.ts#L3)',
    '[folder](../docs)',
    '[spaces](../a%20file.txt)',
    '![picture](../code.ts)',
    '[ref]: b.md',
    '<a href="b.md">b</a>',
    '[b](b.md#the-house)',
    '[b](b.md#what-it-is-in-code--words)',
    '[b](b.md#twice-1)',
    '[b](b.md#own)',
    '# Here\n\n[here](#here)',
    '[out](https://example.org/x) [mail](mailto:a@b.c) [plain](//example.org)',
    '`[code](nowhere.md)`',
    '```md\n[code](nowhere.md)\n```',
    '~~~\n```\n[code](nowhere.md)\n~~~',
  ])('may say %s', (text) => {
    expect(problemsIn(text)).toEqual([]);
  });

  it.each([
    ['[x](nowhere.md)', 'link nowhere.md leads nowhere'],
    ['text [x](nowhere.md) and [b](b.md)', 'link nowhere.md leads nowhere'],
    ['![x](nowhere.png "Title")', 'link nowhere.png leads nowhere'],
    ['[ref]: nowhere.md', 'link nowhere.md leads nowhere'],
    ['<img src="nowhere.png">', 'link nowhere.png leads nowhere'],
    ['[x](b.md#nothing)', 'docs/b.md has no heading #nothing'],
    ['[x](b.md#twice-2)', 'docs/b.md has no heading #twice-2'],
    ['[x](#nothing)', 'docs/a.md has no heading #nothing'],
    ['[x](../../other/x.md)', 'link ../../other/x.md leaves the repository'],
    ['[x](/docs/b.md)', 'link /docs/b.md leaves the repository'],
    ['```\ncode\n```\n[x](nowhere.md)', 'link nowhere.md leads nowhere'],
  ])('may not say %s', (text, what) => {
    expect(problemsIn(text)).toEqual([`docs/a.md:${text.split('\n').length}: ${what}`]);
  });

  it('do not find headings inside code', () => {
    expect(problemsIn('```\n# Hidden\n```\n[x](#hidden)')).toEqual([
      'docs/a.md:4: docs/a.md has no heading #hidden',
    ]);
  });
});
