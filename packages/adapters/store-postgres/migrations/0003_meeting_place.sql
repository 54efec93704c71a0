-- Where the roles of a platform meet. Times are microseconds since 1970, UTC; bodies, details and documents are JSON as text,
-- which keeps every character JSON can spell.

-- Commands to the agent, in order of arrival, and what became of them.
CREATE TABLE qca.inbox (
  number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  command_id   text COLLATE "C" NOT NULL UNIQUE,
  kind         text   NOT NULL,
  body         text   NOT NULL,
  who          text   NOT NULL,
  why          text   NOT NULL,
  created_us   bigint NOT NULL,
  content_hash text   NOT NULL,
  outcome      text CHECK (outcome IN ('applied', 'refused')),
  rule         text,
  detail       text,
  sequence     bigint,
  CHECK (num_nonnulls(outcome, rule, detail, sequence) IN (0, 4))
);
CREATE INDEX inbox_waiting ON qca.inbox (number) WHERE outcome IS NULL;

-- One document per key, replaced several times a second. It holds nothing of its own, so a crash may empty it; the version
-- is the number of the transaction that wrote it, which no crash sets back.
CREATE UNLOGGED TABLE qca.status_board (
  key      text COLLATE "C" PRIMARY KEY,
  version  bigint NOT NULL,
  sequence bigint NOT NULL,
  time_us  bigint NOT NULL,
  document text   NOT NULL
);

-- People who may sign in. Passwords are argon2id hashes; session and form tokens are kept as SHA-256 only.
CREATE TABLE qca.accounts (
  id            text COLLATE "C" PRIMARY KEY,
  name          text   NOT NULL,
  name_key      text COLLATE "C" NOT NULL UNIQUE,
  password_hash text   NOT NULL,
  role          text   NOT NULL CHECK (role IN ('operator', 'viewer')),
  created_us    bigint NOT NULL
);

CREATE TABLE qca.sessions (
  token_hash   text COLLATE "C" PRIMARY KEY,
  account_id   text COLLATE "C" NOT NULL REFERENCES qca.accounts (id) ON DELETE CASCADE,
  csrf_hash    text   NOT NULL,
  created_us   bigint NOT NULL,
  last_seen_us bigint NOT NULL,
  expires_us   bigint NOT NULL
);
CREATE INDEX sessions_of_account ON qca.sessions (account_id, created_us);
CREATE INDEX sessions_by_expiry ON qca.sessions (expires_us);

-- Who signed in, who was refused. Rows are added and never changed.
CREATE TABLE qca.audit_log (
  number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  time_us bigint NOT NULL,
  kind    text   NOT NULL,
  who     text   NOT NULL,
  origin  text   NOT NULL,
  detail  text   NOT NULL
);
