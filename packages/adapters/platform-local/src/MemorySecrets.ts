import { refuseBadSecretName, type Secret, type Secrets, unknownSecret } from '@qca/ports';

/** Secrets of one process, given to it; they end with it. */
export class MemorySecrets implements Secrets {
  readonly #kept: ReadonlyMap<string, Secret>;

  /** Rejects, as `Refusal`: `bad-secret-name`. */
  constructor(kept: Readonly<Record<string, Secret>>) {
    for (const name of Object.keys(kept)) refuseBadSecretName(name);
    this.#kept = new Map(Object.entries(kept));
  }

  async read(name: string): Promise<Secret> {
    refuseBadSecretName(name);
    const secret = this.#kept.get(name);
    if (secret === undefined) throw unknownSecret(name, 'memory');
    return secret;
  }

  async names(): Promise<readonly string[]> {
    return [...this.#kept.keys()].sort();
  }
}
