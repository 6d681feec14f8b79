-- Rows :first to :last of events, 1 to 2 KB each. The seed makes them the same in every run.

SELECT setseed(:first / 1e9) \g /dev/null

CREATE FUNCTION pg_temp.text_of(words text[], count int) RETURNS text LANGUAGE sql VOLATILE AS $$
    -- The cube makes the first words frequent and the last ones rare, as in languages.
    SELECT string_agg(words[1 + floor(power(random(), 3) * cardinality(words))::int], CASE WHEN i % 11 = 0 THEN '. ' ELSE ' ' END)
    FROM generate_series(1, count) AS i
$$;

INSERT INTO events
SELECT
    id,
    timestamptz '2024-01-01 00:00:00+00' + id * interval '37.123 seconds' + random() * interval '30 seconds',
    (ARRAY['order.created', 'order.paid', 'order.shipped', 'customer.login', 'customer.changed', 'stock.moved'])[1 + floor(random() * 6)::int],
    ARRAY['tag-' || floor(random() * 50)::int, 'region-' || floor(random() * 12)::int, words.list[1 + floor(random() * 600)::int]],
    round((random() * 10000)::numeric, 4),
    pg_temp.text_of(words.list, 70 + (id % 90)::int),
    jsonb_build_object(
        'trace', md5(id::text) || md5((id + 1)::text),
        'customer', jsonb_build_object(
            'id', floor(random() * 100000)::int,
            'name', initcap(words.list[1 + floor(random() * 600)::int] || ' ' || words.list[1 + floor(random() * 600)::int]),
            'address', jsonb_build_object('street', floor(random() * 300)::int || ' ' || words.list[1 + floor(random() * 600)::int],
                'city', words.list[1 + floor(random() * 600)::int], 'code', substr(md5((id * 7)::text), 1, 6))),
        'items', jsonb_build_array(
            jsonb_build_object('sku', md5((id * 3)::text), 'quantity', 1 + id % 9, 'price', round((random() * 100)::numeric, 2)),
            jsonb_build_object('sku', md5((id % 5000)::text), 'quantity', 1 + id % 4, 'price', round((random() * 100)::numeric, 2)),
            jsonb_build_object('sku', md5((id % 700)::text), 'quantity', 1, 'price', 9.99)),
        'flags', jsonb_build_object('gift', id % 17 = 0, 'express', id % 5 = 0, 'source', CASE WHEN id % 3 = 0 THEN 'web' ELSE 'app' END),
        'note', CASE WHEN id % 4 = 0 THEN NULL ELSE pg_temp.text_of(words.list, 12) END),
    CASE WHEN id % 3 = 0 THEN NULL ELSE sha512(id::text::bytea) END
FROM generate_series(:first::bigint, :last::bigint) AS id,
    (SELECT array_agg(word ORDER BY rank) AS list FROM words) AS words;
