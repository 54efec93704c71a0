import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from './Command.ts';
import { readSources } from './compileInMemory.ts';
import { contractsFolder } from './engines.ts';
import { type Layouts, layoutChanges } from './layoutChanges.ts';
import { type ContractLayout, storageLayouts } from './storageLayouts.ts';

/** What the slots of every contract are held against. */
export const LAYOUT_SNAPSHOT = join(contractsFolder, 'layout.json');

const LINE_WIDTH = 110;

/**
 * Says what each slot of each contract means, and fails where an upgradeable one would read what its last version wrote as
 * something else. `--write` takes what is new, but nothing that breaks: that needs a line of the snapshot removed by hand.
 */
export const layout: Command = ({ write }) => {
  const found = storageLayouts(readSources());
  const known = readLayouts();
  const changes = layoutChanges(known, found);
  const taken = write && changes.broken.length === 0;
  if (taken) writeFileSync(LAYOUT_SNAPSHOT, formatted(found));
  const passed = changes.broken.length === 0 && (taken || changes.unwritten.length === 0);
  const lines = [
    ...Object.entries(found).flatMap(([name, each]) => describe(name, each)),
    ...changes.broken.map((each) => `BROKEN ${each}`),
    ...(taken ? [] : changes.unwritten.map((each) => `NEW    ${each}: take it in with --write`)),
    ...(taken ? [] : changes.harmless.map((each) => `note   ${each}`)),
  ];
  return { passed, text: lines.join('\n'), json: { ...changes, contracts: found } };
};

/** As the formatter of the project leaves it: names of an enum on one line where they fit. */
function formatted(layouts: Layouts): string {
  const text = JSON.stringify(layouts, null, 2).replace(/^.*\[\n(?: +"[^"\n]*",?\n)+ +\]/gm, (names) => {
    const line = names
      .replace(/\[\n +/, '[')
      .replace(/\n +\]/, ']')
      .replace(/\n +/g, ' ');
    return line.length < LINE_WIDTH ? line : names;
  });
  return `${text}\n`;
}

export function readLayouts(): Layouts {
  return existsSync(LAYOUT_SNAPSHOT) ? (JSON.parse(readFileSync(LAYOUT_SNAPSHOT, 'utf8')) as Layouts) : {};
}

function describe(name: string, { isUpgradeable, storage, namespaces }: ContractLayout): string[] {
  const slots = storage.length + namespaces.reduce((sum, { members }) => sum + members.length, 0);
  const head = `${name}: ${slots} variables${isUpgradeable ? ', upgradeable' : ''}`;
  if (!isUpgradeable) return [head];
  return [
    head,
    ...storage.map((slot) => `  ${slot.slot}+${slot.offset} ${slot.label}: ${slot.type}`),
    ...namespaces.flatMap(({ id, base, members }) => [
      `  ${id} at ${base}`,
      ...members.map((slot) => `    ${slot.slot}+${slot.offset} ${slot.label}: ${slot.type}`),
    ]),
  ];
}
