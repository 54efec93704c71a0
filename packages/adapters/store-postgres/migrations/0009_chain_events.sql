-- What contracts said, by chain, and how far it was read. It holds nothing of its own: cleared and read again it is the same.

CREATE TABLE qca.chain_events (
  chain_id bigint NOT NULL,
  block_number bigint NOT NULL,
  log_index int NOT NULL,
  block_hash text NOT NULL,
  transaction_hash text NOT NULL,
  address text NOT NULL,
  contract text NOT NULL,
  event text NOT NULL,
  args jsonb NOT NULL,
  PRIMARY KEY (chain_id, block_number, log_index)
);
CREATE INDEX chain_events_kind ON qca.chain_events (chain_id, contract, event, block_number, log_index);

CREATE TABLE qca.chain_checkpoints (
  chain_id bigint NOT NULL,
  number bigint NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (chain_id, number)
);
