-- What a dump must hold as pg_dump writes it, but what cannot be compared after a restore.

-- The numbers of an enum's values are new in every database, and so is the partition of a row: it is loaded through the root.
create table public.by_enum (id int, mood app.mood) partition by hash (mood);
create table public.by_enum_0 partition of public.by_enum for values with (modulus 2, remainder 0);
create table public.by_enum_1 partition of public.by_enum for values with (modulus 2, remainder 1);
insert into public.by_enum select i, (enum_range(null::app.mood))[1 + i % 3] from generate_series(1, 30) i;

-- An extension's table whose rows belong to the dump, in part.
create table public.ext_config (id int, own bool);
insert into public.ext_config values (1, true), (2, false);
alter extension hstore add table public.ext_config;
update pg_extension set extconfig = array['public.ext_config'::regclass::oid], extcondition = array['WHERE NOT own'] where extname = 'hstore';
