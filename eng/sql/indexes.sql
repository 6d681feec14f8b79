-- What a restore has to build again, and what makes a schema more than tables.

ALTER TABLE events ADD PRIMARY KEY (id);
CREATE INDEX events_occurred_at ON events (occurred_at);
CREATE INDEX events_kind ON events (kind, occurred_at DESC);
CREATE VIEW daily_amount AS
    SELECT date_trunc('day', occurred_at) AS day, kind, sum(amount) AS amount FROM events GROUP BY 1, 2;
SELECT setval('events_id_seq', (SELECT max(id) FROM events)) \g /dev/null
VACUUM ANALYZE events;
