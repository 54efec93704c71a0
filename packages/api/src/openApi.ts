import { COMMAND_ID } from '@qca/base/command-bounds';
import { z } from 'zod';
import type { Operation } from './Operation.ts';
import { OPERATIONS } from './operations.ts';
import { PROBLEM_TYPE, problem } from './schemas/Problem.ts';
import { PROBLEM_KINDS, type ProblemKind } from './schemas/problemKinds.ts';

/** Every kind of problem that an operation may answer with, in order of status. */
export function problemsOf({ access, method, params, problems }: Operation): readonly ProblemKind[] {
  const kinds = new Set<ProblemKind>([
    ...problems,
    'bad-request',
    'too-many-requests',
    'not-ready',
    'database-not-reachable',
    'shutting-down',
  ]);
  const isWrite = method !== 'GET';
  if (access === 'viewer' || access === 'operator') kinds.add('not-signed-in');
  if (access === 'operator') kinds.add('not-allowed');
  if (isWrite) kinds.add('body-too-large').add('wrong-media-type').add('wrong-origin');
  if (isWrite && access !== 'anybody') kinds.add('bad-csrf-token');
  if (params !== undefined) kinds.add('not-found');
  return [...kinds].sort((a, b) => PROBLEM_KINDS[a].status - PROBLEM_KINDS[b].status);
}

type Json = Record<string, unknown>;

/** Writes the OpenAPI 3.1 document from the operations. Pure: the same operations give the same document. */
export function openApi(version: string): Json {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  for (const operation of OPERATIONS) {
    const item = paths[operation.path] ?? {};
    item[operation.method.toLowerCase()] = describe(operation, components);
    paths[operation.path] = item;
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Quantum Chain AI',
      version,
      description:
        'The agent, its money and its decisions. Amounts are decimal text with their asset; times are microseconds since 1970 UTC. Prices and fills say whether they are recorded, generated, simulated or real.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(OPERATIONS.map((each) => each.tag))].map((tag) => ({ name: tag })),
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'qca_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function describe(operation: Operation, components: Json): Json {
  const { name, tag, summary, access, params, query, body, response, status, method } = operation;
  const parameters = [
    ...parametersOf(params, 'path', components),
    ...parametersOf(query, 'query', components),
    ...(method === 'GET' ? [] : writeHeaders(operation)),
  ];
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: toSchema(body, 'input', components) } },
          },
        }),
    responses: {
      [status]: {
        description: 'Done.',
        ...(status === 204
          ? {}
          : { content: { 'application/json': { schema: toSchema(response, 'output', components) } } }),
      },
      ...problemResponses(operation, components),
    },
    security: access === 'viewer' || access === 'operator' ? [{ session: [] }, { token: [] }] : [],
  };
}

function writeHeaders({ access, tag }: Operation): Json[] {
  const header = (name: string, required: boolean, description: string): Json => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  const csrf = header('X-CSRF-Token', false, 'Needed with a session cookie; not with a bearer token.');
  if (access === 'anybody') return [];
  if (tag !== 'commands') return [csrf];
  const key = header('Idempotency-Key', true, 'Names the command; the same key never acts twice.');
  key['schema'] = { type: 'string', pattern: COMMAND_ID.source };
  return [csrf, key];
}

function problemResponses(operation: Operation, components: Json): Json {
  const byStatus = new Map<number, ProblemKind[]>();
  for (const kind of problemsOf(operation)) {
    const { status } = PROBLEM_KINDS[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), kind]);
  }
  const schema = toSchema(problem, 'output', components);
  return Object.fromEntries(
    [...byStatus].map(([status, kinds]) => [
      status,
      { description: kinds.join(', '), content: { [PROBLEM_TYPE]: { schema } } },
    ]),
  );
}

function parametersOf(shape: z.ZodObject | undefined, where: 'path' | 'query', components: Json): Json[] {
  if (shape === undefined) return [];
  const schema = toSchema(shape, 'input', components) as {
    properties?: Record<string, unknown>;
    required?: readonly string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, each]) => ({
    name,
    in: where,
    required: where === 'path' || (schema.required?.includes(name) ?? false),
    schema: each,
  }));
}

// Schemas with an id become components, once; the rest stands where it is used.
function toSchema(type: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const schema = z.toJSONSchema(type, { target: 'draft-2020-12', io, unrepresentable: 'any' }) as Json;
  const { $schema: _dialect, $defs, ...rest } = schema;
  for (const [id, each] of Object.entries(($defs as Json | undefined) ?? {})) components[id] = relink(each);
  const { id, ...inline } = rest as { id?: string };
  if (id === undefined) return relink(rest) as Json;
  components[id] = relink({ id, ...inline });
  return { $ref: `#/components/schemas/${id}` };
}

function relink(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relink);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => !(key === 'id' && typeof each === 'string'))
      .map(([key, each]) => [
        key,
        key === '$ref' && typeof each === 'string'
          ? each.replace('#/$defs/', '#/components/schemas/')
          : relink(each),
      ]),
  );
}
