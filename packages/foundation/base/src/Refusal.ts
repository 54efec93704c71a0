/**
 * Bad input from a person or a file, refused at the door: what, where and what to do.
 *
 * The command line shows `message` and leaves with exit code 2 (wrong use) or 1 (bad data).
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: string;
  /** Where the input came from: a file and line, a flag, a configuration key. */
  readonly where: string;
  /** One sentence that says how to mend it. */
  readonly remedy: string;

  constructor(refusal: { kind: string; what: string; where: string; remedy: string }) {
    super(`${refusal.what} (${refusal.where}). ${refusal.remedy}`);
    this.kind = refusal.kind;
    this.where = refusal.where;
    this.remedy = refusal.remedy;
  }
}
