-- A version only has to differ from every other. Numbers of transactions do not: one that wrote to unlogged tables only may be
-- given out again after a crash, and a reader would take a new document for the one it knows. So versions are drawn by lot.

ALTER TABLE qca.status_board ALTER COLUMN version TYPE uuid USING gen_random_uuid();
