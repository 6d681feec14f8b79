-- The tables of the demo and the benchmark beside those of pgbench.

CREATE TABLE events (
    id bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    kind text NOT NULL,
    tags text[] NOT NULL,
    amount numeric(12, 4) NOT NULL,
    body text NOT NULL,
    payload jsonb NOT NULL,
    digest bytea
);
COMMENT ON TABLE events IS 'What applications store: text, documents, arrays, numbers, times';

CREATE SEQUENCE events_id_seq OWNED BY events.id;
ALTER TABLE events ALTER COLUMN id SET DEFAULT nextval('events_id_seq');

-- Six hundred words: some plain ones, which are frequent, and made-up ones. (Access to an array of text walks it, so it is not longer.)
CREATE TABLE words AS
SELECT row_number() OVER () AS rank, word
FROM (
    SELECT unnest(string_to_array(
        'the of and to in is for that with on as was order by at from it this be are customer not have which payment has been or an '
        'account their its will one all when there new would after were delivery they we can who more if no out so said what up invoice '
        'than into some time could them only other item then now like may our over such also two these first any address state people '
        'years must how because before where system service before between city number department request answer since during under '
        'against without however within price available shipment general house world quarter because report public contract process',
        ' ')) AS word
    UNION ALL
    SELECT translate(substr(md5(i::text), 1, 4 + i % 7), '0123456789', 'aeiounrstl') FROM generate_series(1, 480) AS i
) AS list;
