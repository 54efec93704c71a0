import type { ContractLayout, Slot } from './storageLayouts.ts';

export type Layouts = Readonly<Record<string, ContractLayout>>;

/** What differs between what was written down and what is. */
export interface LayoutChanges {
  /** What another version would read wrongly: a slot of an upgradeable contract moved, retyped or gone. */
  readonly broken: readonly string[];
  /** What is not written down yet: of an upgradeable contract, so that a later move of it would go unseen. */
  readonly unwritten: readonly string[];
  /** Changes of contracts that no proxy stands before; they harm nobody. */
  readonly harmless: readonly string[];
}

/** Compares layouts. Slots may be added to an upgradeable contract, behind all others; nothing else may change. */
export function layoutChanges(known: Layouts, found: Layouts): LayoutChanges {
  const broken: string[] = [];
  const unwritten: string[] = [];
  const harmless: string[] = [];
  for (const name of new Set([...Object.keys(known), ...Object.keys(found)])) {
    const [before, now] = [known[name], found[name]];
    const isHeld = before?.isUpgradeable === true || now?.isUpgradeable === true;
    if (before === undefined) (isHeld ? unwritten : harmless).push(`${name}: new`);
    else if (now === undefined) (isHeld ? broken : harmless).push(`${name}: gone`);
    else {
      const changes = contractChanges(before, now);
      for (const each of changes.broken) (isHeld ? broken : harmless).push(`${name}: ${each}`);
      for (const each of changes.added) (isHeld ? unwritten : harmless).push(`${name}: ${each}`);
    }
  }
  return { broken, unwritten, harmless };
}

interface Changes {
  readonly broken: readonly string[];
  readonly added: readonly string[];
}

function contractChanges(before: ContractLayout, now: ContractLayout): Changes {
  const parts = [slotChanges('', before.storage, now.storage)];
  for (const { id, base, members } of before.namespaces) {
    const after = now.namespaces.find((space) => space.id === id);
    if (after === undefined) parts.push(broken(`namespace ${id} is gone`));
    else {
      if (after.base !== base) parts.push(broken(`namespace ${id} moved from ${base} to ${after.base}`));
      parts.push(slotChanges(`${id} `, members, after.members));
    }
  }
  for (const { id } of now.namespaces) {
    if (!before.namespaces.some((space) => space.id === id)) parts.push(added(`namespace ${id} is new`));
  }
  for (const [type, members] of Object.entries(before.types)) {
    const after = now.types[type];
    // One that no slot holds any more was retyped where it was held, and is reported there.
    if (after !== undefined) parts.push(typeChanges(type, members, after));
  }
  for (const [type, size] of Object.entries(before.bytes)) {
    const after = now.bytes[type];
    if (after !== undefined && after !== size && isInArray(type, before))
      parts.push(
        broken(`${type} takes ${after} bytes, not ${size}, which moves all that follow in an array`),
      );
  }
  if (before.isUpgradeable !== now.isUpgradeable)
    parts.push(broken('is behind a proxy no more, or only now'));
  return { broken: parts.flatMap((part) => part.broken), added: parts.flatMap((part) => part.added) };
}

function broken(...lines: readonly string[]): Changes {
  return { broken: lines, added: [] };
}

function added(...lines: readonly string[]): Changes {
  return { broken: [], added: lines };
}

function typeChanges(
  type: string,
  before: readonly Slot[] | readonly string[],
  now: readonly Slot[] | readonly string[],
): Changes {
  if (areNames(before) && areNames(now)) {
    const kept = before.every((name, at) => now[at] === name);
    if (!kept) return broken(`${type} was ${before.join(', ')} and is ${now.join(', ')}`);
    return now.length === before.length
      ? added()
      : added(`${type} has ${now.slice(before.length).join(', ')}`);
  }
  if (areNames(before) || areNames(now)) return broken(`${type} is of another kind`);
  return slotChanges(`${type} `, before, now);
}

function areNames(members: readonly Slot[] | readonly string[]): members is readonly string[] {
  return typeof members[0] === 'string';
}

function slotChanges(where: string, before: readonly Slot[], now: readonly Slot[]): Changes {
  const lines = before.flatMap((slot) => {
    const after = now.find(({ label }) => label === slot.label);
    if (after === undefined) return [`${where}${slot.label} is gone`];
    return [
      ...(placeOf(after) === placeOf(slot)
        ? []
        : [`${where}${slot.label} moved from ${placeOf(slot)} to ${placeOf(after)}`]),
      ...(after.type === slot.type ? [] : [`${where}${slot.label} was ${slot.type} and is ${after.type}`]),
    ];
  });
  const fresh = now.filter(({ label }) => !before.some((slot) => slot.label === label));
  return {
    broken: lines,
    added: fresh.map((slot) => `${where}${slot.label} is new at ${placeOf(slot)}`),
  };
}

function placeOf({ slot, offset }: Slot): string {
  return `slot ${slot} byte ${offset}`;
}

function isInArray(type: string, { storage, namespaces, types }: ContractLayout): boolean {
  const held = [
    ...storage,
    ...namespaces.flatMap(({ members }) => members),
    ...Object.values(types).flatMap((members) => (areNames(members) ? [] : members)),
  ];
  return held.some((slot) => slot.type.includes(`${type}[`));
}
