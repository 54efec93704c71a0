import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runGuard } = await import('./runGuard.ts');
process.exitCode = await runGuard(process.argv.slice(2));
