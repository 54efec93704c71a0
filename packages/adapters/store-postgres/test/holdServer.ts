// The platform that tests kill: starts the server of the folder it is given, says so, and waits or exits.
import { startEmbeddedPostgres } from '../src/index.ts';

await startEmbeddedPostgres({ folder: process.argv[2] as string });
process.stdout.write('started\n');
if (process.argv[3] === 'exit') process.exit(1);
setInterval(() => {}, 60_000);
