import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry, AuditLog } from '../AuditLog.ts';
import { refusalOf } from './journalSuite.ts';
import { SAMPLE_US } from './sampleRows.ts';

export interface AuditLogHarness {
  readonly auditLog: AuditLog;
  dispose(): Promise<void>;
}

const SIGNED_IN: AuditEntry = {
  timeUs: SAMPLE_US,
  kind: 'signed-in',
  who: 'ada',
  origin: '127.0.0.1',
  detail: { sessions: 1 },
};

/** What every audit log promises. `make` gives an empty one. */
export function auditLogSuite(name: string, make: () => Promise<AuditLogHarness>): void {
  describe(`audit log: ${name}`, () => {
    let harness: AuditLogHarness;
    let log: AuditLog;

    beforeEach(async () => {
      harness = await make();
      log = harness.auditLog;
    });
    afterEach(() => harness.dispose());

    it('lists entries newest first, page by page', async () => {
      const entries = [0, 1, 2, 3, 4].map((index) => ({ ...SIGNED_IN, timeUs: SAMPLE_US + index }));
      for (const entry of entries) await log.add(entry);
      const newest = await log.list({ limit: 2 });
      expect(newest.map(({ number, ...entry }) => entry)).toEqual([entries[4], entries[3]]);
      const before = newest[1]?.number as number;
      const rest = await log.list({ limit: 9, before });
      expect(rest.map((row) => row.timeUs)).toEqual([SAMPLE_US + 2, SAMPLE_US + 1, SAMPLE_US]);
    });

    it('keeps what strangers type, cut and made storable', async () => {
      await log.add({
        ...SIGNED_IN,
        kind: 'sign-in-refused',
        who: 'x'.repeat(9_999),
        origin: `a\0b\ud800`,
      });
      expect(await log.list({ limit: 1 })).toMatchObject([
        { who: 'x'.repeat(200), origin: 'a\uFFFDb\uFFFD' },
      ]);
    });

    it('refuses entries without kind or time, and details too large', async () => {
      const kindOf = async (change: Partial<AuditEntry>) =>
        (await refusalOf(() => log.add({ ...SIGNED_IN, ...change }))).kind;
      expect(await kindOf({ kind: '' })).toBe('bad-audit-entry');
      expect(await kindOf({ timeUs: Number.NaN })).toBe('bad-audit-entry');
      expect(await kindOf({ detail: 'x'.repeat(4_095) })).toBe('document-too-large');
      expect(await log.list({ limit: 1 })).toEqual([]);
    });

    it.each([0, 1.5, 1_001])('does not answer with a limit of %d', async (limit) => {
      await expect(log.list({ limit })).rejects.toThrow('limit');
    });
  });
}
