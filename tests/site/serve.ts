import { join } from 'node:path';
import { FIXTURE_PASSWORD, FixtureServer } from './fixture/FixtureServer.ts';
import { NOW_US } from './fixture/marketFixture.ts';
import type { Scenario } from './fixture/World.ts';

// Shows the built site with made-up figures that move. Run: node tests/site/serve.ts [port] [busy|empty|live]

const [port = '4311', scenario = 'busy'] = process.argv.slice(2);
const site = join(import.meta.dirname, '../../apps/web/out');
const server = new FixtureServer(site, scenario as Scenario);
const url = await server.listen(Number(port));
process.stdout.write(`Fixture, not a platform: ${url}, operator, ${FIXTURE_PASSWORD}\n`);

let ticks = 0;
setInterval(() => {
  ticks += 1;
  const { platform } = server.world.status;
  const timeUs = NOW_US + ticks * 500_000;
  server.world.status = {
    ...server.world.status,
    timeUs,
    platform: { ...platform, equity: platform.equity + Math.sin(ticks) / 10 },
  };
  server.tell('status', { timeUs, platform: server.world.status.platform });
}, 500);
