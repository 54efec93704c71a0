import { enableCompileCache } from 'node:module';

// Compiled code is kept between starts.
enableCompileCache();
const { runPlatform } = await import('./runPlatform.ts');
process.exitCode = await runPlatform(process.argv.slice(2));
