import type { OPERATION, Operation } from '@qca/api';
import type { z } from 'zod';
import type { Caller } from '../auth/Caller.ts';
import type { Platform } from '../Platform.ts';

type Parsed<Schema, Otherwise> = Schema extends z.ZodType ? z.output<Schema> : Otherwise;
type Member<Each, Name extends string> = Each extends { readonly [Key in Name]: infer Schema }
  ? Schema
  : undefined;

/** One call of an operation, checked against its schema. */
export interface Call<Each extends Operation> {
  readonly params: Parsed<Member<Each, 'params'>, undefined>;
  readonly query: Parsed<Member<Each, 'query'>, undefined>;
  readonly body: Parsed<Member<Each, 'body'>, undefined>;
  /** Absent where nobody is asked who they are. */
  readonly caller: Caller | undefined;
  /** The header `Idempotency-Key`, checked; empty where an operation takes none. */
  readonly commandId: string;
  /** Where the request came from. */
  readonly address: string;
  /** Sets a header of the answer. */
  header(name: string, value: string): void;
}

/** An answer that is JSON text already. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Finds the answer of one operation. Named as the operation. */
export type Handler<Each extends Operation> = (
  call: Call<Each>,
  platform: Platform,
) => Promise<z.input<Each['response']> | JsonText> | z.input<Each['response']> | JsonText;

/** A handler for every operation there is. */
export type Handlers = { readonly [Name in keyof typeof OPERATION]: Handler<(typeof OPERATION)[Name]> };

/** The handler of one operation by its name. */
export type HandlerOf<Name extends keyof typeof OPERATION> = Handlers[Name];
