-- Charts and commands, folded from the journal like the tables of 0002.

CREATE TABLE qca.bars (
  run_id      text COLLATE "C" NOT NULL,
  instrument  text COLLATE "C" NOT NULL,
  open_us     bigint NOT NULL,
  sequence    bigint NOT NULL,
  time_us     bigint NOT NULL,
  strategy    text NOT NULL,
  interval_us bigint NOT NULL,
  kind        text NOT NULL,
  open        numeric(78, 0) NOT NULL,
  high        numeric(78, 0) NOT NULL,
  low         numeric(78, 0) NOT NULL,
  close       numeric(78, 0) NOT NULL,
  volume      numeric(78, 0) NOT NULL,
  base_asset  text NOT NULL,
  quote_asset text NOT NULL,
  -- Read backwards it is the order of a chart's newest bars.
  PRIMARY KEY (run_id, instrument, open_us)
);

CREATE TABLE qca.commands (
  run_id     text COLLATE "C" NOT NULL,
  command_id text COLLATE "C" NOT NULL,
  sequence   bigint NOT NULL,
  time_us    bigint NOT NULL,
  strategy   text NOT NULL,
  kind       text NOT NULL,
  who        text NOT NULL,
  why        text NOT NULL,
  outcome    text NOT NULL,
  rule       text NOT NULL,
  numbers    text NOT NULL,
  PRIMARY KEY (run_id, command_id)
);
CREATE INDEX commands_newest ON qca.commands (run_id, sequence DESC, command_id DESC);

-- Runs that were folded before have neither: they are folded again from the beginning when they are opened next.
DELETE FROM qca.projection_heads;
