-- Tables folded from the journal. They may be emptied at any time and built again, so nothing refers to them.
-- Amounts are whole atoms of the asset beside them: numeric(78,0) holds any 256-bit number.

CREATE TABLE qca.projection_heads (
  run_id           text COLLATE "C" PRIMARY KEY,
  through_sequence bigint NOT NULL
);

CREATE TABLE qca.orders (
  run_id        text COLLATE "C" NOT NULL,
  order_id      text COLLATE "C" NOT NULL,
  sequence      bigint NOT NULL,
  time_us       bigint NOT NULL,
  strategy      text NOT NULL,
  trade_id      text NOT NULL,
  venue         text NOT NULL,
  instrument    text NOT NULL,
  side          text NOT NULL,
  type          text NOT NULL,
  status        text NOT NULL,
  reason        text NOT NULL,
  quantity      numeric(78, 0) NOT NULL,
  filled        numeric(78, 0) NOT NULL,
  base_asset    text NOT NULL,
  quote_asset   text NOT NULL,
  limit_price   numeric(78, 0),
  average_price numeric(78, 0),
  sent_us       bigint NOT NULL,
  why           text NOT NULL,
  PRIMARY KEY (run_id, order_id)
);
CREATE INDEX orders_newest ON qca.orders (run_id, sequence DESC, order_id DESC);

CREATE TABLE qca.fills (
  run_id      text COLLATE "C" NOT NULL,
  venue       text COLLATE "C" NOT NULL,
  fill_id     text COLLATE "C" NOT NULL,
  sequence    bigint NOT NULL,
  time_us     bigint NOT NULL,
  strategy    text NOT NULL,
  order_id    text COLLATE "C" NOT NULL,
  instrument  text NOT NULL,
  side        text NOT NULL,
  liquidity   text NOT NULL,
  price       numeric(78, 0) NOT NULL,
  quantity    numeric(78, 0) NOT NULL,
  base_asset  text NOT NULL,
  notional    numeric(78, 0) NOT NULL,
  fee         numeric(78, 0) NOT NULL,
  quote_asset text NOT NULL,
  PRIMARY KEY (run_id, venue, fill_id)
);
CREATE INDEX fills_newest ON qca.fills (run_id, sequence DESC, venue DESC, fill_id DESC);
CREATE INDEX fills_of_order ON qca.fills (run_id, order_id);

CREATE TABLE qca.transfers (
  run_id      text COLLATE "C" NOT NULL,
  transfer_id text COLLATE "C" NOT NULL,
  sequence    bigint NOT NULL,
  time_us     bigint NOT NULL,
  strategy    text COLLATE "C" NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  state       text NOT NULL,
  debit       text COLLATE "C" NOT NULL,
  credit      text COLLATE "C" NOT NULL,
  asset       text COLLATE "C" NOT NULL,
  amount      numeric(78, 0) NOT NULL,
  reference   text COLLATE "C" NOT NULL,
  PRIMARY KEY (run_id, transfer_id)
);
CREATE INDEX transfers_newest ON qca.transfers (run_id, sequence DESC, transfer_id DESC);
CREATE INDEX transfers_of_reference ON qca.transfers (run_id, reference);

CREATE TABLE qca.decisions (
  run_id      text COLLATE "C" NOT NULL,
  decision_id text COLLATE "C" NOT NULL,
  sequence    bigint NOT NULL,
  time_us     bigint NOT NULL,
  strategy    text NOT NULL,
  kind        text NOT NULL,
  outcome     text NOT NULL,
  rule        text NOT NULL,
  reference   text COLLATE "C" NOT NULL,
  why         text NOT NULL,
  numbers     text NOT NULL,
  PRIMARY KEY (run_id, decision_id)
);
CREATE INDEX decisions_newest ON qca.decisions (run_id, sequence DESC, decision_id DESC);
CREATE INDEX decisions_of_reference ON qca.decisions (run_id, reference);

CREATE TABLE qca.equity (
  run_id   text COLLATE "C" NOT NULL,
  strategy text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  time_us  bigint NOT NULL,
  asset    text NOT NULL,
  equity   numeric(78, 0) NOT NULL,
  PRIMARY KEY (run_id, strategy, sequence)
);
CREATE INDEX equity_newest ON qca.equity (run_id, sequence DESC, strategy DESC);
