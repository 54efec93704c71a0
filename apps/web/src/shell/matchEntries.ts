/** Something that the palette can go to or do. */
export interface Entry {
  readonly id: string;
  readonly label: string;
  /** Words that find it besides its label. */
  readonly words?: string;
  readonly group: string;
}

/** Entries shown at once; more would not be read. */
const ENTRIES_MAX = 12;

/** Finds entries that hold every word typed; those that begin with the text come first, order is kept otherwise. */
export function matchEntries<E extends Entry>(entries: readonly E[], text: string): readonly E[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const begins = (entry: E): boolean => entry.label.toLowerCase().startsWith(text.trim().toLowerCase());
  const found = entries.filter(({ label, words: more = '', group }) => {
    const all = `${label} ${more} ${group}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  if (words.length === 0) return found.slice(0, ENTRIES_MAX);
  return [...found.filter(begins), ...found.filter((entry) => !begins(entry))].slice(0, ENTRIES_MAX);
}
