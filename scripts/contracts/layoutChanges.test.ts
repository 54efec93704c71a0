import { expect, it } from 'vitest';
import { type Layouts, layoutChanges } from './layoutChanges.ts';
import type { ContractLayout } from './storageLayouts.ts';

const desk: ContractLayout = {
  isUpgradeable: true,
  storage: [{ label: 'low', slot: 0, offset: 0, type: 'uint256' }],
  namespaces: [
    {
      id: 'desk',
      base: '0x00',
      members: [
        { label: 'owner', slot: 0, offset: 0, type: 'address' },
        { label: 'parts', slot: 1, offset: 0, type: 'struct Desk.Part[]' },
        { label: 'byId', slot: 2, offset: 0, type: 'mapping(uint256 => struct Desk.Item)' },
      ],
    },
  ],
  types: {
    'struct Desk.Part': [{ label: 'first', slot: 0, offset: 0, type: 'uint128' }],
    'struct Desk.Item': [{ label: 'kind', slot: 0, offset: 0, type: 'enum Desk.Kind' }],
    'enum Desk.Kind': ['None', 'Some'],
  },
  bytes: { 'struct Desk.Part': 32, 'struct Desk.Item': 32 },
};
const known: Layouts = { Desk: desk };

function changed(change: Partial<ContractLayout>): ReturnType<typeof layoutChanges> {
  return layoutChanges(known, { Desk: { ...desk, ...change } });
}

function members(list: ContractLayout['namespaces'][number]['members']): Partial<ContractLayout> {
  return { namespaces: [{ id: 'desk', base: '0x00', members: list }] };
}

const [space] = desk.namespaces;
const [owner, parts, byId] = space?.members ?? [];

it('finds nothing in what is as it was', () => {
  expect(layoutChanges(known, known)).toEqual({ broken: [], unwritten: [], harmless: [] });
});

it('refuses a slot that moved, one of another type, and one that is gone', () => {
  if (owner === undefined || parts === undefined || byId === undefined) throw new Error('no members');
  const fresh = { label: 'added', slot: 0, offset: 0, type: 'uint96' };
  expect(changed(members([fresh, { ...owner, slot: 1 }, parts, byId])).broken).toEqual([
    'Desk: desk owner moved from slot 0 byte 0 to slot 1 byte 0',
  ]);
  expect(changed(members([{ ...owner, offset: 12 }, parts, byId])).broken).toEqual([
    'Desk: desk owner moved from slot 0 byte 0 to slot 0 byte 12',
  ]);
  expect(changed(members([{ ...owner, type: 'uint160' }, parts, byId])).broken).toEqual([
    'Desk: desk owner was address and is uint160',
  ]);
  expect(changed(members([parts, byId])).broken).toEqual(['Desk: desk owner is gone']);
  expect(changed({ storage: [] }).broken).toEqual(['Desk: low is gone']);
});

it('refuses a namespace that moved or is gone, and a contract that is gone or lost its proxy', () => {
  expect(
    changed({ namespaces: [{ id: 'desk', base: '0x01', members: space?.members ?? [] }] }).broken,
  ).toEqual(['Desk: namespace desk moved from 0x00 to 0x01']);
  expect(changed({ namespaces: [] }).broken).toEqual(['Desk: namespace desk is gone']);
  expect(layoutChanges(known, {}).broken).toEqual(['Desk: gone']);
  expect(changed({ isUpgradeable: false }).broken).toEqual(['Desk: is behind a proxy no more, or only now']);
});

it('refuses names of an enum in another order, and takes new ones at the end', () => {
  const kinds = (names: readonly string[]): Partial<ContractLayout> => ({
    types: { ...desk.types, 'enum Desk.Kind': names },
  });
  expect(changed(kinds(['Some', 'None'])).broken).toEqual([
    'Desk: enum Desk.Kind was None, Some and is Some, None',
  ]);
  expect(changed(kinds(['None', 'Some', 'All']))).toEqual({
    broken: [],
    unwritten: ['Desk: enum Desk.Kind has All'],
    harmless: [],
  });
});

it('takes a member at the end of a struct in a mapping, and refuses one that makes those in an array larger', () => {
  const grown = (type: string): Partial<ContractLayout> => ({
    types: {
      ...desk.types,
      [type]: [...(desk.types[type] as []), { label: 'second', slot: 1, offset: 0, type: 'uint256' }],
    },
    bytes: { ...desk.bytes, [type]: 64 },
  });
  expect(changed(grown('struct Desk.Item'))).toMatchObject({
    broken: [],
    unwritten: ['Desk: struct Desk.Item second is new at slot 1 byte 0'],
  });
  expect(changed(grown('struct Desk.Part')).broken).toEqual([
    'Desk: struct Desk.Part takes 64 bytes, not 32, which moves all that follow in an array',
  ]);
});

it('only notes what changes where no proxy stands', () => {
  const fixed = { ...desk, isUpgradeable: false };
  const { broken, unwritten, harmless } = layoutChanges(
    { Desk: fixed, Old: fixed },
    { Desk: { ...fixed, storage: [] }, New: fixed },
  );
  expect({ broken, unwritten }).toEqual({ broken: [], unwritten: [] });
  expect(harmless).toEqual(['Desk: low is gone', 'Old: gone', 'New: new']);
});
