"""What several workers need of one database, and a file does not have: who is at which host or sink, and since when."""

STINTS = """
ALTER TABLE monitor_migration ADD COLUMN is_additive boolean NOT NULL DEFAULT false;

-- Times are the server's own: machines need not agree on theirs.
CREATE TABLE monitor_stint (
    kind text NOT NULL CHECK (kind IN ('host', 'sink', 'chore')),
    -- A host, a sink, or a chore.
    name text NOT NULL,
    -- Who is there, by the word that its leases begin with, for how long unless that is kept up, and by which job.
    holder text,
    until timestamptz,
    job bigint,
    -- When a job was last asked for that nobody has begun yet.
    queued_at timestamptz,
    -- When it was asked anything last, and how long it is to be left alone from then on.
    asked_at timestamptz,
    gap_ms bigint NOT NULL DEFAULT 0,
    -- Nothing could be done there: no job is asked for until then.
    idle_until timestamptz,
    PRIMARY KEY (kind, name)
);
CREATE INDEX monitor_stint_holder ON monitor_stint (holder) WHERE holder IS NOT NULL;
"""
