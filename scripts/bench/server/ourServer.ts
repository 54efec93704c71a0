import type { PlatformStatus } from '@qca/api';
import { startMemoryPlatform } from '../../memoryPlatform/startMemoryPlatform.ts';
import { Rounds } from './sendRounds.ts';
import type { MeasuredServer } from './serverMain.ts';

/** Enough to fill a page of a hundred. */
const ORDERS = 150;
/** Documents that the agent said while it traded; they are said again, in turns. */
const DOCUMENTS = 12;
const DAYS = 0.3;
/** An hour a second: every document differs from the one before in all that moves. */
const SPEED = 3_600;
const SERVER_BOUNDS = { clientsMax: 20_000, clientsOfSessionMax: 20_000 };

/** Our server over memory twins, behind a run of the agent; the agent itself rests while it is measured. */
export async function startOurServer(): Promise<MeasuredServer> {
  const platform = await startMemoryPlatform({
    days: DAYS,
    orders: ORDERS,
    speed: SPEED,
    server: { streamBounds: SERVER_BOUNDS },
  });
  const documents = await hear(platform.meeting.statusBoard);
  await platform.suspendAgent();
  const { statusBoard } = platform.meeting;
  const rounds = new Rounds();
  let sequence = documents.at(-1)?.sequence ?? 0;
  let at = 0;
  return {
    url: platform.server.url,
    serve() {
      throw new Error('ours answers from its own tables');
    },
    publish: (order) =>
      rounds.send(order, async () => {
        sequence += 1;
        at = (at + 1) % documents.length;
        const document = { ...documents[at], sequence };
        await statusBoard.publish('agent', { sequence, timeUs: Date.now() * 1_000, document });
        // The board tells its listeners on a later turn, the newest document only: each is to be told.
        await new Promise(setImmediate);
      }),
    arrived: (count) => rounds.arrived(count),
    close: () => platform.close(),
  };
}

async function hear(
  board: Awaited<ReturnType<typeof startMemoryPlatform>>['meeting']['statusBoard'],
): Promise<readonly PlatformStatus[]> {
  const heard: PlatformStatus[] = [];
  await new Promise<void>((done) => {
    const stop = board.listen('agent', ({ document }) => {
      heard.push(document as PlatformStatus);
      if (heard.length < DOCUMENTS) return;
      void stop();
      done();
    });
  });
  return heard;
}
