-- The run whose journal holds a command's outcome; none for what was refused before it reached one.

ALTER TABLE qca.inbox ADD COLUMN run_id text;

-- Refusals are rare beside what is admitted, and are what people look for.
CREATE INDEX decisions_of_outcome ON qca.decisions (run_id, outcome, sequence DESC, decision_id DESC);
