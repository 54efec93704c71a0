import { expect, it } from 'vitest';
import { readSources } from './compileInMemory.ts';
import { readLayouts } from './layout.ts';
import { layoutChanges } from './layoutChanges.ts';
import { namespaceBase, storageLayouts } from './storageLayouts.ts';

const HEAD = '// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.37;\n';
/** The rooms that hold what stands behind a proxy, with what they use. */
const ROOMS_BEHIND_PROXIES = /^src\/(accumulator|common|registry)\//;
/** The whole compiler starts and reads OpenZeppelin's files, on a machine that may be busy. */
const COMPILE_MS_MAX = 120_000;

it('places a namespace where ERC-7201 and OpenZeppelin do', () => {
  // The example of the ERC, and the constants that OpenZeppelin 5 writes into its contracts.
  expect(namespaceBase('example.main')).toBe(
    '0x183a6125c38840424c4a85fa12bab2ab606c4b6d0e7cc73c0c06ba5300eab500',
  );
  expect(namespaceBase('openzeppelin.storage.ERC20')).toBe(
    '0x52c63247e1f47db19d5ce0460030c497f067ca4cebf71ba98eeadabe20bace00',
  );
  expect(namespaceBase('openzeppelin.storage.AccessManaged')).toBe(
    '0xf3177357ab46d8af007ab3fdb9af81da189e1068fefdc0073dca88a2cab40a00',
  );
});

it('lays out plain variables, packed ones, structs, enums and namespaces', {
  timeout: COMPILE_MS_MAX,
}, () => {
  const source = `${HEAD}
    abstract contract Below {
      enum Kind { None, Some }
      struct Part { uint128 first; Kind kind; }
      /// @custom:storage-location erc7201:example.main
      struct Held { uint256 one; mapping(uint256 => Part) parts; }
      uint256 internal low;
    }
    contract Desk is Below { uint128 public a; uint64 public b; bool public c; Part[] public parts; }`;
  expect(storageLayouts({ 'src/Desk.sol': source })).toEqual({
    Desk: {
      isUpgradeable: false,
      storage: [
        { label: 'low', slot: 0, offset: 0, type: 'uint256' },
        { label: 'a', slot: 1, offset: 0, type: 'uint128' },
        { label: 'b', slot: 1, offset: 16, type: 'uint64' },
        { label: 'c', slot: 1, offset: 24, type: 'bool' },
        { label: 'parts', slot: 2, offset: 0, type: 'struct Below.Part[]' },
      ],
      namespaces: [
        {
          id: 'example.main',
          base: '0x183a6125c38840424c4a85fa12bab2ab606c4b6d0e7cc73c0c06ba5300eab500',
          members: [
            { label: 'one', slot: 0, offset: 0, type: 'uint256' },
            { label: 'parts', slot: 1, offset: 0, type: 'mapping(uint256 => struct Below.Part)' },
          ],
        },
      ],
      types: {
        'enum Below.Kind': ['None', 'Some'],
        'struct Below.Held': [
          { label: 'one', slot: 0, offset: 0, type: 'uint256' },
          { label: 'parts', slot: 1, offset: 0, type: 'mapping(uint256 => struct Below.Part)' },
        ],
        'struct Below.Part': [
          { label: 'first', slot: 0, offset: 0, type: 'uint128' },
          { label: 'kind', slot: 0, offset: 16, type: 'enum Below.Kind' },
        ],
      },
      bytes: { 'struct Below.Held': 64, 'struct Below.Part': 32 },
    },
  });
});

it('says what is wrong with sources that do not compile', () => {
  expect(() => storageLayouts({ 'src/Desk.sol': `${HEAD} contract Desk { uint256 a = b; }` })).toThrow(
    /Undeclared identifier/,
  );
});

it('keeps the slots of what stands behind a proxy as they were written down', {
  timeout: COMPILE_MS_MAX,
}, () => {
  const sources = readSources();
  const chosen = Object.entries(sources).filter(([path]) => ROOMS_BEHIND_PROXIES.test(path));
  const found = storageLayouts(Object.fromEntries(chosen));
  const known = Object.entries(readLayouts()).filter(
    ([name, { isUpgradeable }]) => isUpgradeable || name in found,
  );
  expect(known.filter(([, { isUpgradeable }]) => isUpgradeable).map(([name]) => name)).toEqual([
    'ModelRegistry',
    'ProfitSplitter',
  ]);
  const { broken, unwritten } = layoutChanges(Object.fromEntries(known), found);
  expect({ broken, unwritten }).toEqual({ broken: [], unwritten: [] });
});

it('knows every contract that stands behind a proxy', () => {
  // Where another room gets one, the test above must compile that room, too.
  const upgradeable = Object.entries(readSources()).filter(([, text]) => /\bUUPSUpgradeable\b/.test(text));
  expect(upgradeable.map(([path]) => path)).toEqual([
    'src/accumulator/ProfitSplitter.sol',
    'src/registry/ModelRegistry.sol',
  ]);
});
