namespace Cairn.EndToEnd.Tests.Support;

/// <summary>A server with roles, settings and databases of all sorts, which nobody changes.</summary>
public sealed class SourceServer : IAsyncLifetime
{
    private const string Roles =
        """
        create role seller login password 'x'; create role boss nologin createdb; grant boss to seller;
        comment on role seller is E'two\nCREATE ROLE lines;'; alter role seller set work_mem = '9MB';
        create database shop owner boss; create database "odd/na ""me" encoding 'LATIN1' locale 'C' template template0;
        create database template_only with allow_connections false;
        alter database shop set work_mem = '8MB'; alter role seller in database shop set statement_timeout = '5min';
        comment on database shop is 'it''s DATABASE shop'; revoke connect on database shop from public; grant connect on database shop to seller;
        """;

    private const string Shop =
        """
        create schema app authorization boss;
        create table app.item (id int primary key, name text); alter table app.item owner to seller;
        insert into app.item select i, md5(i::text) from generate_series(1, 3000) i;
        create table app.sale (id bigserial primary key, item int references app.item);
        insert into app.sale (item) select i from generate_series(1, 100) i; grant select on app.sale to boss;
        select lo_from_bytea(4711, 'large');
        """;

    private ScratchPostgres? _postgres;

    internal ScratchPostgres Postgres => _postgres!;

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        _postgres = await ScratchPostgres.StartAsync(new ScratchPostgresOptions(), cancellationToken);
        await Postgres.ExecuteAsync("postgres", Roles, cancellationToken);
        await Postgres.ExecuteAsync("postgres", "create table here as select i, repeat(md5(i::text), 5) x from generate_series(1, 30000) i", cancellationToken);
        await Postgres.ExecuteAsync("shop", Shop, cancellationToken);
        await Postgres.ExecuteAsync(
            "odd/na \"me", "set client_encoding = 'UTF8'; create table \"Ü\" as select 'ß'::text as \"é\" where false", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }
}
