import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceTables } from './apiTable/tables.ts';

// node scripts/apiTable.ts: writes the tables of operations and problems in docs/api.md from the contract.
// A test holds the page against them.

const page = join(import.meta.dirname, '..', 'docs', 'api.md');
writeFileSync(page, replaceTables(readFileSync(page, 'utf8')));
