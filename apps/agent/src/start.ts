import { enableCompileCache } from 'node:module';

// Compiled code is kept between starts.
enableCompileCache();
const { start } = await import('./start/start.ts');
process.exitCode = await start(process.argv.slice(2));
