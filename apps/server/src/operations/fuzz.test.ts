import { OPERATIONS, type Operation } from '@qca/api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { z } from 'zod';
import { answerCommands, TestServer, TOKEN } from '../testing/TestServer.fixture.ts';

// Random calls of every operation, made from its schema and bent: whatever comes, the answer keeps the contract (checked
// in `send`) and nothing is our fault.

let server: TestServer;
let stop: () => Promise<void>;
beforeAll(async () => {
  server = await TestServer.start({ publicView: true });
  stop = answerCommands(server.meeting);
});
afterAll(async () => {
  await stop();
  await server.close();
});

interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Text that means something here, and text that should not. */
const text = fc.oneof(
  fc.constantFrom(
    'momentum',
    'platform',
    'nobody',
    'paper-1',
    'p-1',
    'kraken:BTC/USD',
    'f-1',
    'BTC',
    '10.5',
    'refused',
  ),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\u202e',
    '../..',
    "' OR 1=1 --",
    '%00',
    '{}',
    'null',
    '__proto__',
    '\ud800',
    'x'.repeat(2_000),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const anything = fc.oneof(fc.jsonValue({ maxDepth: 3 }), text);

/** Values of a schema, mostly right. */
function valuesOf(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const right = rightValuesOf(schema, depth);
  return fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: anything });
}

function rightValuesOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined && depth < 4)
    return fc.oneof(...schema.anyOf.map((each) => valuesOf(each, depth + 1)));
  switch (schema.type) {
    case 'string':
      return text;
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.oneof(
        fc.integer({
          min: schema.minimum ?? -5,
          max: Math.min(schema.maximum ?? 1_000, 2_000_000_000_000_000),
        }),
        fc.double(),
      );
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, depth + 1), { maxLength: 3 });
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([name, each]) => [name, valuesOf(each, depth + 1)]),
        ),
        { requiredKeys: [...(schema.required ?? [])] },
      );
    default:
      return anything;
  }
}

function schemaOf(type: z.ZodType | undefined): Schema {
  if (type === undefined) return { type: 'object' };
  return z.toJSONSchema(type, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Schema;
}

interface RandomCall {
  readonly params: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly body: unknown;
  readonly key: string;
}

function callsOf({ params, query, body }: Operation): fc.Arbitrary<RandomCall> {
  return fc.record({
    params: rightValuesOf(schemaOf(params), 0) as fc.Arbitrary<Record<string, unknown>>,
    query: rightValuesOf(schemaOf(query), 0) as fc.Arbitrary<Record<string, unknown>>,
    body: body === undefined ? fc.constant(undefined) : valuesOf(schemaOf(body)),
    key: fc.oneof(
      { weight: 5, arbitrary: fc.uuid() },
      { weight: 1, arbitrary: fc.constantFrom('', 'same', 'a b', '-') },
    ),
  });
}

function encode(value: unknown): string {
  const plain = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return encodeURIComponent(plain.toWellFormed());
}

describe('random calls', () => {
  it.each(OPERATIONS.map((each) => [each.name, each] as const))(
    'of %s keep the contract',
    async (_name, operation) => {
      await fc.assert(
        fc.asyncProperty(callsOf(operation), async ({ params, query, body, key }) => {
          const path = operation.path.replaceAll(
            /\{(\w+)\}/g,
            (_, name: string) => encode(params[name]) || 'x',
          );
          const search = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
          const url = search.length === 0 ? path : `${path}?${search.join('&')}`;
          // Dots alone are a path of their own to whoever sends it.
          fc.pre(!/\/\.{1,2}(\?|$)/.test(url));
          const answer = await server.send(operation.method, url, {
            headers: { authorization: `Bearer ${TOKEN}`, 'idempotency-key': key },
            ...(body === undefined ? {} : { body: typeof body === 'string' ? JSON.stringify(body) : body }),
          });
          return answer.status < 500 || operation.name === 'readDataQuality';
        }),
        { numRuns: 60 },
      );
    },
  );
});
