-- Answered commands are cleared away when they are old; this finds them without a look at the others.
CREATE INDEX inbox_answered ON qca.inbox (created_us) WHERE outcome IS NOT NULL;
