import { runServer } from './runServer.ts';

process.exitCode = await runServer(process.env);
