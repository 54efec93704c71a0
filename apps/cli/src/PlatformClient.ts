import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askGuard, folderPaths, type GuardReply } from '@qca/agent';
import { type CommandRow, OPERATION, type Operation, problem } from '@qca/api';
import { Fault, Refusal } from '@qca/base';
import { z } from 'zod';

/** An answer of the platform on this machine takes milliseconds; a busy one gets this long. */
const ANSWER_MS_MAX = 15_000;
/** How long a command is asked after that the agent has not taken yet. */
const OUTCOME_MS_MAX = 8_000;
const ASK_AGAIN_MS = 200;

const PLATFORM_FILE = z.object({
  url: z.string().nullable(),
  tokenPath: z.string(),
  guardSocket: z.string().nullable(),
});

/** Talks to the platform that runs on a folder: over its API, and for the kill switch to its guard. */
export class PlatformClient {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  /** Asks an operation. Rejects, as `Refusal`, with what the platform says no for; `no-platform` when none runs. */
  async ask(
    operation: Operation,
    given: {
      readonly params?: Readonly<Record<string, string>>;
      readonly body?: unknown;
      readonly key?: string;
    } = {},
  ): Promise<unknown> {
    const { url, token } = this.#address();
    const path = operation.path.replace(/\{(\w+)\}/g, (_match, name: string) =>
      encodeURIComponent(given.params?.[name] ?? ''),
    );
    let response: Response;
    try {
      response = await fetch(`${url}${path}`, {
        method: operation.method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(given.key === undefined ? {} : { 'idempotency-key': given.key }),
        },
        ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
    } catch (cause) {
      throw this.#notThere(`nothing answers at ${url}: ${causeOf(cause)}`);
    }
    const document: unknown = await response.json().catch(() => undefined);
    if (response.ok) return document;
    throw refusalOf(document, response.status);
  }

  /** Gives a command and waits for what came of it. Rejects, as `Refusal`, when it is refused. */
  async command(operation: Operation, body: unknown): Promise<CommandRow> {
    const key = newCommandId();
    const untilMs = performance.now() + OUTCOME_MS_MAX;
    let row = rowOf(await this.ask(operation, { body, key }));
    while (row.outcome === 'pending' && performance.now() < untilMs) {
      await delay(ASK_AGAIN_MS);
      row = rowOf(await this.ask(OPERATION.readCommand, { params: { commandId: row.commandId } }));
    }
    if (row.outcome !== 'refused') return row;
    throw new Refusal({
      kind: 'command-refused',
      what: `the agent refused: ${row.rule} ${JSON.stringify(row.numbers)}`,
      where: row.commandId,
      remedy: 'The numbers say what the rule allows.',
    });
  }

  /** Asks the guard, which needs neither server nor database. */
  async guard(request: Parameters<typeof askGuard>[1]): Promise<GuardReply> {
    const socket = this.#file()?.guardSocket ?? folderPaths(this.folder).guardSocket;
    try {
      return await askGuard(socket, request);
    } catch (cause) {
      throw this.#notThere((cause as Error).message);
    }
  }

  #address(): { readonly url: string; readonly token: string } {
    const file = this.#file();
    if (file === undefined) throw this.#notThere('there is no platform.json in it');
    if (file.url === null) throw this.#notThere('its server is not up yet');
    return { url: file.url, token: readFileSync(file.tokenPath, 'utf8').trim() };
  }

  #file(): z.infer<typeof PLATFORM_FILE> | undefined {
    const path = join(this.folder, 'platform.json');
    if (!existsSync(path)) return undefined;
    return PLATFORM_FILE.parse(JSON.parse(readFileSync(path, 'utf8')));
  }

  #notThere(why: string): Refusal {
    return new Refusal({
      kind: 'no-platform',
      what: `no platform runs on ${this.folder}: ${why}`,
      where: this.folder,
      remedy: 'Start one with npm start, or name its folder with --folder.',
    });
  }
}

/** A new id for a command: the moment, and chance. */
export function newCommandId(): string {
  return `cli-${Date.now()}-${randomBytes(6).toString('hex')}`;
}

function rowOf(document: unknown): CommandRow {
  const row = (document as { readonly command?: CommandRow } | undefined)?.command;
  if (row === undefined)
    throw new Fault('the platform answered something else than a command', { retryable: false });
  return row;
}

function refusalOf(document: unknown, status: number): Error {
  const parsed = problem.safeParse(document);
  if (!parsed.success) return new Fault(`the platform answered with status ${status}`, { retryable: true });
  const { kind, title, detail, remedy, issues, numbers } = parsed.data;
  const parts = (issues ?? []).map((issue) => `${issue.path}: ${issue.detail}`);
  if (numbers !== undefined) parts.push(JSON.stringify(numbers));
  return new Refusal({
    kind,
    what: [`${title}: ${detail}`, ...parts].join('; '),
    where: 'platform',
    remedy,
  });
}

function causeOf(error: unknown): string {
  const cause = (error as { readonly cause?: unknown }).cause;
  return cause instanceof Error ? cause.message : (error as Error).message;
}
