import { Random } from '@qca/base';
import { runOrderMatrix } from '@qca/engine';
import { startPeers } from './peers/startPeers.ts';
import { check, type Workload } from './Workload.ts';

const SIZE = 1000;

type OrderMatrix = Parameters<typeof runOrderMatrix>[0];

/** W1: a million orders, one in every cell of a matrix, with records, no fees. */
export const W1: Workload = {
  name: 'W1',
  title: 'order matrix, 1000 rows × 1000 columns, an order in every cell, with records',
  async prepare(settings) {
    const matrix = buildMatrix();
    let result = runOrderMatrix(matrix);
    const { peers, missing } = await startPeers(settings, [
      { name: 'vectorbt', file: 'peer_vectorbt.py', task: { workload: 'W1' } },
    ]);
    return {
      unit: 'orders/s',
      peers,
      missing,
      ours: {
        name: 'ours',
        version: '',
        run() {
          const start = performance.now();
          result = runOrderMatrix(matrix);
          return (result.orders.count * 1000) / (performance.now() - start);
        },
      },
      check: () => [
        check('orders', SIZE * SIZE, result.orders.count),
        ...[0, 499, 999].map((column) => {
          const expected = plainReturn(matrix, column);
          return check(`total return of column ${column}`, expected, result.totalReturns[column]!, 1e-12);
        }),
        ...peers.map((peer) =>
          check(`${peer.name} orders`, SIZE * SIZE, peer.details?.()['orders'] ?? 'nothing'),
        ),
      ],
    };
  },
};

/** Close = 100 + uniform(0, 1); rows are bars: buy on even ones, sell on odd ones. */
function buildMatrix(): OrderMatrix {
  const random = new Random(1);
  const closes = Float64Array.from({ length: SIZE * SIZE }, () => 100 + random.nextFloat());
  const signals = Int8Array.from({ length: SIZE * SIZE }, (_, cell) => ((cell % SIZE) % 2 === 0 ? 1 : -1));
  return { bars: SIZE, columns: SIZE, closes, signals, startCash: 100, feeRatio: 0 };
}

/** All in and all out without fees multiplies the round trips' price ratios. */
function plainReturn({ closes }: OrderMatrix, column: number): number {
  let worth = 1;
  for (let bar = 0; bar < SIZE; bar += 2) {
    worth *= closes[column * SIZE + bar + 1]! / closes[column * SIZE + bar]!;
  }
  return worth - 1;
}
