import { afterEach, describe, expect, it } from 'vitest';
import { FRAME } from './frames.ts';
import { ModelProcess } from './ModelProcess.ts';

/** A child that is no model: it runs this text, with a function that writes a frame. */
function pretend(code: string): ModelProcess {
  const write = `const write = (kind, length, bytes = Buffer.alloc(length)) => {
    const header = Buffer.alloc(5);
    header.writeUInt32LE(length);
    header[4] = kind;
    process.stdout.write(Buffer.concat([header, bytes]));
  };`;
  started = new ModelProcess({ command: process.execPath, arguments: ['-e', write + code] }, 'sample 1.0.0');
  return started;
}

let started: ModelProcess | undefined;
afterEach(() => started?.close());

const answerOf = (code: string, timeoutMs = 30_000) => pretend(code).receive(FRAME.outputs, 16, timeoutMs);

describe('the talk with a child', () => {
  it('hears an answer that comes in pieces', async () => {
    const pieces = `process.stdout.write(Buffer.from([16, 0, 0]));
      setTimeout(() => process.stdout.write(Buffer.from([0, ${FRAME.outputs}, 7])), 20);
      setTimeout(() => process.stdout.write(Buffer.alloc(15, 9)), 40); setTimeout(() => {}, 60000);`;
    expect([...(await answerOf(pieces))]).toEqual([7, ...Array(15).fill(9)]);
  });

  it.each<[string, string, string, string]>([
    ['an answer of another length', `write(${FRAME.outputs}, 8);`, 'model-crashed', 'not asked'],
    [
      'an answer of 4 GB',
      `write(${FRAME.outputs}, 2 ** 32 - 1, Buffer.alloc(9));`,
      'model-crashed',
      'not asked',
    ],
    ['an answer of another kind', `write(${FRAME.ready}, 16);`, 'model-crashed', 'not asked'],
    ['a flood', "for (;;) process.stdout.write('x'.repeat(1e5));", 'model-crashed', 'not asked'],
    [
      'a refusal of a kind of its own',
      refused('{"kind":"listing-approved","what":"yes"}'),
      'model-crashed',
      'nobody understands',
    ],
    ['a refusal that is none', refused('[['), 'model-crashed', 'nobody understands'],
    ['an end without a word', 'process.exit(3);', 'model-crashed', 'ended with code 3'],
    ['an end with a word', "console.error('no luck'); process.exit(3);", 'model-crashed', 'no luck'],
    [
      'an end for want of memory',
      "console.error('FATAL ERROR: JavaScript heap out of memory'); process.abort();",
      'model-out-of-memory',
      'memory',
    ],
    ['silence', 'setInterval(() => {}, 1000);', 'model-timeout', '300 ms'],
  ])('takes %s for what it is', async (_name, code, kind, words) => {
    const timeoutMs = kind === 'model-timeout' ? 300 : 30_000;
    await expect(answerOf(code, timeoutMs)).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(words),
    });
  });

  it('cuts the words of a stranger, and keeps them to one line', async () => {
    const what = `line one\\nline two\\u001b[31m${'x'.repeat(1_000)}`;
    const error = await answerOf(refused(`{"kind":"model-crashed","what":"${what}"}`)).catch(
      (reason: Error) => reason,
    );
    const { message } = error as Error;
    expect(message).toContain('line one line two [31m');
    expect(message.length).toBeLessThan(500);
  });

  it('shows nothing of a stranger that turns the words around it', async () => {
    const what = 'a\\u202eb\\u2066c\\u2028d\\u200be \\u00e9';
    await expect(answerOf(refused(`{"kind":"model-crashed","what":"${what}"}`))).rejects.toMatchObject({
      message: expect.stringContaining('a b c d e \u00e9'),
    });
  });

  it('takes no second answer that comes with the first', async () => {
    const twice = `const one = Buffer.from([16, 0, 0, 0, ${FRAME.outputs}, ...Array(16).fill(7)]);
      process.stdout.write(Buffer.concat([one, one])); setInterval(() => {}, 1000);`;
    await expect(answerOf(twice)).rejects.toMatchObject({
      kind: 'model-crashed',
      message: expect.stringContaining('more than it was asked'),
    });
  });

  it('ends also where another process holds its pipes', async () => {
    const child =
      pretend(`require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 8000)'],
      { stdio: 'inherit', detached: true });
      write(${FRAME.outputs}, 16); setInterval(() => {}, 1000);`);
    await child.receive(FRAME.outputs, 16, 30_000);
    const fromMs = performance.now();
    await child.close();
    expect(performance.now() - fromMs).toBeLessThan(5_000);
  });

  it('does not hear what comes when nobody asked', async () => {
    const child = pretend(
      `write(${FRAME.outputs}, 16); setTimeout(() => write(${FRAME.outputs}, 16), 50); setInterval(() => {}, 1000);`,
    );
    await child.receive(FRAME.outputs, 16, 30_000);
    await new Promise((done) => setTimeout(done, 500));
    await expect(child.receive(FRAME.outputs, 16, 30_000)).rejects.toMatchObject({ kind: 'model-crashed' });
  });

  it('says when there is no such command', async () => {
    started = new ModelProcess({ command: '/nowhere/node', arguments: [] }, 'sample 1.0.0');
    await expect(started.receive(FRAME.ready, 0, 30_000)).rejects.toMatchObject({ kind: 'model-crashed' });
  });
});

function refused(json: string): string {
  return `const text = Buffer.from(${JSON.stringify(json)}); write(${FRAME.refused}, text.length, text); setInterval(() => {}, 1000);`;
}
