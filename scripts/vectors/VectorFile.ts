/** One file of vectors: what its columns mean, and one flat object per case. Numbers that may be large are decimal strings. */
export interface VectorFile {
  readonly description: string;
  readonly cases: readonly Readonly<Record<string, string | number | boolean>>[];
}
