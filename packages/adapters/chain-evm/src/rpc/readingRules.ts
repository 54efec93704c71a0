import { canonicalJson } from '@qca/base';
import type { RpcAnswer } from './RpcNode.ts';

/**
 * How several nodes come to one answer.
 *
 * `agree`: so many must say the same. `middle`: an estimate, where the middle one stands for all and a single liar moves it no
 * further than to an honest neighbour. `found`: any that knows it. `broadcast`: told to all.
 */
export type ReadingRule = 'agree' | 'middle' | 'found' | 'broadcast';

export interface Reading {
  readonly rule: ReadingRule;
  /** Where the block stands among the parameters, if "latest" there has to be the same block for all. */
  readonly blockAt?: number;
  /** The part of an answer that must be the same; everything when absent. */
  readonly essence?: (value: unknown) => unknown;
}

type Fields = Readonly<Record<string, unknown>>;

function pick(...names: readonly string[]): (value: unknown) => unknown {
  return (value) =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(names.map((name) => [name, (value as Fields)[name] ?? null]))
      : value;
}

// Nodes of different makes add fields of their own: what we rely on is what must agree.
const logFields = pick(
  'address',
  'topics',
  'data',
  'blockHash',
  'blockNumber',
  'transactionHash',
  'logIndex',
);
const logsOf = (value: unknown): unknown => (Array.isArray(value) ? value.map(logFields) : value);
const blockFields = pick('hash', 'number', 'parentHash', 'timestamp', 'baseFeePerGas');
const receiptFields = (value: unknown): unknown => {
  const fields = pick(
    'transactionHash',
    'blockHash',
    'blockNumber',
    'status',
    'gasUsed',
    'effectiveGasPrice',
  )(value);
  return value === null ? null : { ...(fields as Fields), logs: logsOf((value as Fields)?.['logs']) };
};

export const READINGS: Readonly<Record<string, Reading>> = {
  eth_chainId: { rule: 'agree' },
  eth_getBlockByNumber: { rule: 'agree', blockAt: 0, essence: blockFields },
  eth_getBlockByHash: { rule: 'agree', essence: blockFields },
  eth_getTransactionReceipt: { rule: 'agree', essence: receiptFields },
  eth_getLogs: { rule: 'agree', essence: logsOf },
  eth_call: { rule: 'agree', blockAt: 1 },
  eth_getBalance: { rule: 'agree', blockAt: 1 },
  eth_getCode: { rule: 'agree', blockAt: 1 },
  eth_getStorageAt: { rule: 'agree', blockAt: 2 },
  eth_getTransactionCount: { rule: 'agree', blockAt: 1 },
  eth_feeHistory: { rule: 'agree', blockAt: 1, essence: pick('oldestBlock', 'baseFeePerGas', 'reward') },
  eth_estimateGas: { rule: 'middle' },
  eth_gasPrice: { rule: 'middle' },
  eth_maxPriorityFeePerGas: { rule: 'middle' },
  eth_getTransactionByHash: { rule: 'found' },
  eth_sendRawTransaction: { rule: 'broadcast' },
};

/** What two nodes must have in common to be said to agree. A refusal by a contract is an answer, too. */
export function essenceOf(reading: Reading, answer: RpcAnswer): string {
  if (answer.kind === 'error') return canonicalJson({ refused: answer.data ?? answer.message }).toLowerCase();
  const value = reading.essence === undefined ? answer.value : reading.essence(answer.value);
  return canonicalJson({ value }).toLowerCase();
}

/** Whether an error is about the call, which every node would refuse, and not about the node. */
export function isAboutTheCall({ code, message, data }: Extract<RpcAnswer, { kind: 'error' }>): boolean {
  return code === 3 || typeof data === 'string' || /revert/i.test(message);
}
