global using System.Text.Json;
global using Cairn.EndToEnd.Tests.Support;
global using Cairn.Testing.Postgres;
