import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Refusal } from '@qca/base';
import { Secret } from '@qca/ports';

/** A key, a secret and a password, or one document of them. */
const INPUT_BYTES_MAX = 65_536;

/** Asks a person at the terminal; what is typed is not shown, and the question goes to standard error. */
export function askSecret(question: string): Promise<Secret> {
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: hidden, terminal: true, historySize: 0 });
  process.stderr.write(`${question}: `);
  return new Promise((resolve, reject) => {
    lines.on('SIGINT', () => lines.close());
    lines.once('close', () => reject(notGiven(question)));
    lines.question('', (answer) => {
      resolve(new Secret(answer));
      lines.close();
      process.stderr.write('\n');
    });
  });
}

/** Reads everything that is piped in. Rejects, as `Refusal`: `input-too-large`. */
export async function readInput(): Promise<Secret> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += chunk;
    if (text.length > INPUT_BYTES_MAX) {
      const what = `standard input has more than ${INPUT_BYTES_MAX} characters`;
      const remedy = 'Pipe the key and the secret alone.';
      throw new Refusal({ kind: 'input-too-large', what, where: 'standard input', remedy });
    }
  }
  return new Secret(text);
}

function notGiven(question: string): Refusal {
  const remedy = 'Nothing was changed; start again when you have it.';
  return new Refusal({ kind: 'not-given', what: `${question} was not given`, where: 'terminal', remedy });
}
