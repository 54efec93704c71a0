import { type Hex, keccak256, stringToBytes, toHex } from 'viem';
import {
  type Compiled,
  compileInMemory,
  type LayoutType,
  type Node,
  nodesOf,
  type StorageLayout,
} from './compileInMemory.ts';

/** One variable, or one member of a struct. `slot` counts from where its contract, namespace or struct begins. */
export interface Slot {
  readonly label: string;
  readonly slot: number;
  /** Bytes from the lower end of the slot. */
  readonly offset: number;
  readonly type: string;
}

/** A struct that lies at a place of its own, named after ERC-7201, so that no change of inheritance moves it. */
export interface Namespace {
  readonly id: string;
  readonly base: Hex;
  readonly members: readonly Slot[];
}

/** What the slots of one contract mean. */
export interface ContractLayout {
  /** It stands behind a proxy, so another version will read what this one wrote. */
  readonly isUpgradeable: boolean;
  readonly storage: readonly Slot[];
  readonly namespaces: readonly Namespace[];
  /** Members of every struct and names of every enum that the slots above hold. */
  readonly types: Readonly<Record<string, readonly Slot[] | readonly string[]>>;
  /** Bytes that one of each struct takes: in an array, growing moves all that follow. */
  readonly bytes: Readonly<Record<string, number>>;
}

interface Definition {
  readonly node: Node;
  readonly file: string;
}

interface Found {
  readonly contracts: ReadonlyMap<number, Definition>;
  /** By the contract that declares it. */
  readonly namespaces: ReadonlyMap<number, readonly { id: string; struct: string; contract: string }[]>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
}

/** The base slot of a namespace. Source: ERC-7201. */
export function namespaceBase(id: string): Hex {
  const inner = BigInt(keccak256(stringToBytes(id))) - 1n;
  return toHex(BigInt(keccak256(toHex(inner, { size: 32 }))) & ~0xffn, { size: 32 });
}

/**
 * Returns the layout of every contract of `sources` that can be deployed. The compiler says nothing of namespaces, so the
 * struct of each is laid out as the variable of a contract that exists in memory alone.
 */
export function storageLayouts(sources: Readonly<Record<string, string>>): Record<string, ContractLayout> {
  const found = survey(compileInMemory(sources));
  const probes = [...found.namespaces].flatMap(([owner, spaces]) =>
    spaces.map((space) => ({ ...space, file: found.contracts.get(owner)?.file ?? '' })),
  );
  const probe = probeSource(probes);
  const compiled = compileInMemory({ ...sources, [PROBE]: probe }, [...Object.keys(sources), PROBE]);
  return Object.fromEntries(
    [...found.contracts.values()]
      .filter(({ node, file }) => file in sources && isDeployable(node))
      .map(({ node, file }): [string, ContractLayout] => [
        String(node['name']),
        layoutOf(node, file, { found, compiled }),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const PROBE = 'NamespaceProbe.sol';

/** Names differ between files, so each struct is imported under a name of its own. */
function probeSource(
  probes: readonly { id: string; struct: string; contract: string; file: string }[],
): string {
  const parts = probes.map(
    ({ struct, contract, file }, at) =>
      `import {${contract} as Space${at}} from "${file}";\ncontract Probe${at} { Space${at}.${struct} internal held; }`,
  );
  return ['// SPDX-License-Identifier: Apache-2.0', 'pragma solidity 0.8.37;', ...parts].join('\n');
}

function survey({ sources }: Compiled): Found {
  const contracts = new Map<number, Definition>();
  const namespaces = new Map<number, { id: string; struct: string; contract: string }[]>();
  const enums = new Map<string, string[]>();
  for (const [file, { ast }] of Object.entries(sources)) {
    for (const node of nodesOf(ast)) {
      if (node.nodeType === 'ContractDefinition') {
        contracts.set(node.id, { node, file });
        const spaces = namespacesOf(node);
        if (spaces.length > 0) namespaces.set(node.id, spaces);
      }
      if (node.nodeType === 'EnumDefinition')
        enums.set(
          `enum ${String(node['canonicalName'])}`,
          (node['members'] as readonly Node[]).map((member) => String(member['name'])),
        );
    }
  }
  return { contracts, namespaces, enums };
}

function namespacesOf(contract: Node): { id: string; struct: string; contract: string }[] {
  return (contract['nodes'] as readonly Node[]).flatMap((node) => {
    const documentation = node['documentation'] as { readonly text?: string } | undefined;
    const id = /@custom:storage-location erc7201:(\S+)/.exec(documentation?.text ?? '')?.[1];
    if (node.nodeType !== 'StructDefinition' || id === undefined) return [];
    return [{ id, struct: String(node['name']), contract: String(contract['name']) }];
  });
}

function isDeployable(contract: Node): boolean {
  return contract['contractKind'] === 'contract' && contract['abstract'] === false;
}

function layoutOf(
  contract: Node,
  file: string,
  { found, compiled }: { found: Found; compiled: Compiled },
): ContractLayout {
  const bases = contract['linearizedBaseContracts'] as readonly number[];
  const ordered = [...found.namespaces.values()].flat();
  const layouts = compiled.contracts ?? {};
  const own = layouts[file]?.[String(contract['name'])]?.storageLayout;
  const spaces = bases
    .flatMap((id) => found.namespaces.get(id) ?? [])
    .map((space) => {
      const layout = layouts[PROBE]?.[`Probe${ordered.indexOf(space)}`]?.storageLayout;
      const type = layout?.types?.[layout.storage[0]?.type ?? ''];
      return { space, layout, members: type?.members ?? [] };
    })
    .sort((a, b) => (a.space.id < b.space.id ? -1 : 1));
  const all = [own, ...spaces.map(({ layout }) => layout)].filter((layout) => layout !== undefined);
  return {
    isUpgradeable: bases.some((id) => found.contracts.get(id)?.node['name'] === 'UUPSUpgradeable'),
    storage: slotsOf(own?.storage ?? [], own?.types ?? {}),
    namespaces: spaces.map(({ space, layout, members }) => ({
      id: space.id,
      base: namespaceBase(space.id),
      members: slotsOf(members, layout?.types ?? {}),
    })),
    ...typesOf(all, found.enums),
  };
}

function slotsOf(entries: StorageLayout['storage'], types: Readonly<Record<string, LayoutType>>): Slot[] {
  return entries.map(({ label, slot, offset, type }) => ({
    label,
    slot: Number(slot),
    offset,
    type: types[type]?.label ?? type,
  }));
}

function typesOf(
  layouts: readonly StorageLayout[],
  enums: Found['enums'],
): Pick<ContractLayout, 'types' | 'bytes'> {
  const members: Record<string, readonly Slot[] | readonly string[]> = {};
  const bytes: Record<string, number> = {};
  for (const { types } of layouts) {
    for (const { label, members: inside, numberOfBytes } of Object.values(types ?? {})) {
      if (inside !== undefined) {
        members[label] = slotsOf(inside, types ?? {});
        bytes[label] = Number(numberOfBytes);
      }
      const names = enums.get(label);
      if (names !== undefined) members[label] = names;
    }
  }
  return { types: sorted(members), bytes: sorted(bytes) };
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
