global using Cairn.Postgres.Clients;
global using Cairn.Postgres.Connections;
global using Cairn.Postgres.Processes;
global using Cairn.Testing.Postgres;
