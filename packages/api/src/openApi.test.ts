import { describe, expect, it } from 'vitest';
import { OPERATIONS, openApi } from './index.ts';

describe('openApi', () => {
  const document = JSON.parse(JSON.stringify(openApi('0.1.0')));

  it('describes every operation once, under its own name', () => {
    const ids = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((item) =>
      Object.values(item).map((each) => each.operationId),
    );
    expect(ids.sort()).toEqual(OPERATIONS.map((each) => each.name).sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has every schema it refers to', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((each) => each[1]);
    expect(references.length).toBeGreaterThan(10);
    for (const name of references) expect(document.components.schemas).toHaveProperty([name as string]);
    expect(text).not.toContain('#/$defs/');
  });

  it('names every parameter that stands in a path', () => {
    for (const [path, item] of Object.entries<
      Record<string, { parameters?: { name: string; in: string }[] }>
    >(document.paths)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((each) => each[1]);
      for (const each of Object.values(item)) {
        const given = (each.parameters ?? []).filter((parameter) => parameter.in === 'path');
        expect(given.map((parameter) => parameter.name)).toEqual(wanted);
      }
    }
  });

  it('asks a key of every command, and a session of everything that is not for anybody', () => {
    const move = document.paths['/api/commands/move-budget'].post;
    expect(move.parameters).toContainEqual(
      expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true }),
    );
    expect(move.security).toEqual([{ session: [] }, { token: [] }]);
    expect(document.paths['/api/session'].post.security).toEqual([]);
  });
});
