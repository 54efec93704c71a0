-- Runs and their journals: the only tables that hold anything of their own. Times are microseconds since 1970, UTC.

CREATE TABLE qca.runs (
  id            text COLLATE "C" PRIMARY KEY,
  mode          text   NOT NULL CHECK (mode IN ('backtest', 'paper', 'live')),
  label         text   NOT NULL,
  created_us    bigint NOT NULL,
  status        text   NOT NULL CHECK (status IN ('running', 'done', 'stopped', 'failed')),
  configuration text   NOT NULL,
  build         text   NOT NULL,
  head_sequence bigint,
  head_hash     text,
  summary       text,
  CHECK ((head_sequence IS NULL) = (head_hash IS NULL))
);
CREATE INDEX runs_newest ON qca.runs (created_us DESC, id DESC);

-- Where each journal ends. A block is added and this row moved in one statement, or neither.
CREATE TABLE qca.journal_heads (
  run_id        text COLLATE "C" PRIMARY KEY REFERENCES qca.runs (id),
  last_sequence bigint NOT NULL,
  hash          text   NOT NULL
);

CREATE TABLE qca.journal_blocks (
  run_id         text COLLATE "C" NOT NULL REFERENCES qca.journal_heads (run_id),
  first_sequence bigint NOT NULL,
  last_sequence  bigint NOT NULL CHECK (last_sequence >= first_sequence),
  bytes          bytea  NOT NULL,
  hash           text   NOT NULL,
  PRIMARY KEY (run_id, first_sequence)
);
-- Compressing every block would cost more than the disk it saves.
ALTER TABLE qca.journal_blocks ALTER COLUMN bytes SET STORAGE EXTERNAL;
