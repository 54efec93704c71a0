import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closedFolder } from './closedFolder.ts';
import { linkLibraries, locatePrograms } from './programs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-programs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('linkLibraries', () => {
  const native = () => join(folder, 'native');

  beforeEach(() => {
    mkdirSync(join(native(), 'lib'), { recursive: true });
    writeFileSync(join(native(), 'lib', 'libicuuc.so.60.2'), 'library');
    const links = ['libicuuc.so', 'libicuuc.so.60'].map((name) => ({
      source: 'native/lib/libicuuc.so.60.2',
      target: `native/lib/${name}`,
    }));
    writeFileSync(join(native(), 'pg-symlinks.json'), JSON.stringify(links));
  });

  it('makes the links that an install script would have made, and leaves those there are', () => {
    linkLibraries(native());
    const made = lstatSync(join(native(), 'lib', 'libicuuc.so.60'));
    expect(readFileSync(join(native(), 'lib', 'libicuuc.so.60'), 'utf8')).toBe('library');
    linkLibraries(native());
    expect(lstatSync(join(native(), 'lib', 'libicuuc.so.60')).ino).toBe(made.ino);
  });

  it('says what is missing and what to do when it cannot', () => {
    rmSync(join(native(), 'lib'), { recursive: true });
    expect(() => linkLibraries(native())).toThrow(
      /lacks libicuuc\.so .*install scripts allowed, or set DATABASE_URL/,
    );
  });
});

describe('closedFolder', () => {
  it('names the first folder on the way that others may not enter', () => {
    const inner = join(folder, 'a', 'b');
    mkdirSync(inner, { recursive: true });
    expect(closedFolder(inner)).toBe(folder); // mkdtemp makes it 0700
    chmodSync(folder, 0o711);
    expect(closedFolder(inner)).toBeUndefined();
    chmodSync(inner, 0o700);
    expect(closedFolder(inner)).toBe(inner);
  });
});

describe('locatePrograms', () => {
  it('finds programs that anybody may execute', () => {
    const { postgres, initdb } = locatePrograms(false);
    for (const path of [postgres, initdb]) expect(lstatSync(path).mode & 0o555).toBe(0o555);
  });
});
