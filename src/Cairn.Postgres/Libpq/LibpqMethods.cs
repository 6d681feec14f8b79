using System.Runtime.InteropServices;

namespace Cairn.Postgres.Libpq;

/// <summary>The functions of libpq that are used. Names and meanings: PostgreSQL documentation, chapter "libpq".</summary>
internal static unsafe partial class LibpqMethods
{
    public const string Library = "libpq";

    public const int ConnectionBad = 1;
    public const int PollingFailed = 0;
    public const int PollingReading = 1;
    public const int PollingWriting = 2;
    public const int PollingOk = 3;

    public const int ResultCommandOk = 1;
    public const int ResultTuplesOk = 2;
    public const int ResultCopyOut = 3;
    public const int ResultCopyIn = 4;
    public const int ResultEmptyQuery = 0;

    [LibraryImport(Library, EntryPoint = "PQconnectStartParams")]
    public static partial nint ConnectStart(nint* keywords, nint* values, int expandDatabaseName);

    [LibraryImport(Library, EntryPoint = "PQconnectPoll")]
    public static partial int ConnectPoll(nint connection);

    [LibraryImport(Library, EntryPoint = "PQstatus")]
    public static partial int Status(nint connection);

    [LibraryImport(Library, EntryPoint = "PQfinish")]
    public static partial void Finish(nint connection);

    [LibraryImport(Library, EntryPoint = "PQerrorMessage")]
    public static partial byte* ErrorMessage(nint connection);

    [LibraryImport(Library, EntryPoint = "PQsocket")]
    public static partial int Socket(nint connection);

    [LibraryImport(Library, EntryPoint = "PQserverVersion")]
    public static partial int ServerVersion(nint connection);

    [LibraryImport(Library, EntryPoint = "PQbackendPID")]
    public static partial int BackendProcessId(nint connection);

    [LibraryImport(Library, EntryPoint = "PQsetnonblocking")]
    public static partial int SetNonBlocking(nint connection, int nonBlocking);

    [LibraryImport(Library, EntryPoint = "PQsetNoticeReceiver")]
    public static partial nint SetNoticeReceiver(nint connection, delegate* unmanaged<nint, nint, void> receiver, nint argument);

    [LibraryImport(Library, EntryPoint = "PQsendQuery")]
    public static partial int SendQuery(nint connection, byte* sql);

    [LibraryImport(Library, EntryPoint = "PQconsumeInput")]
    public static partial int ConsumeInput(nint connection);

    [LibraryImport(Library, EntryPoint = "PQisBusy")]
    public static partial int IsBusy(nint connection);

    [LibraryImport(Library, EntryPoint = "PQflush")]
    public static partial int Flush(nint connection);

    [LibraryImport(Library, EntryPoint = "PQgetResult")]
    public static partial nint GetResult(nint connection);

    [LibraryImport(Library, EntryPoint = "PQclear")]
    public static partial void Clear(nint result);

    [LibraryImport(Library, EntryPoint = "PQresultStatus")]
    public static partial int ResultStatus(nint result);

    [LibraryImport(Library, EntryPoint = "PQresultErrorMessage")]
    public static partial byte* ResultErrorMessage(nint result);

    [LibraryImport(Library, EntryPoint = "PQresultErrorField")]
    public static partial byte* ResultErrorField(nint result, int field);

    [LibraryImport(Library, EntryPoint = "PQcmdTuples")]
    public static partial byte* CommandTuples(nint result);

    [LibraryImport(Library, EntryPoint = "PQntuples")]
    public static partial int RowCount(nint result);

    [LibraryImport(Library, EntryPoint = "PQnfields")]
    public static partial int ColumnCount(nint result);

    [LibraryImport(Library, EntryPoint = "PQgetvalue")]
    public static partial byte* GetValue(nint result, int row, int column);

    [LibraryImport(Library, EntryPoint = "PQgetisnull")]
    public static partial int GetIsNull(nint result, int row, int column);

    [LibraryImport(Library, EntryPoint = "PQgetCopyData")]
    public static partial int GetCopyData(nint connection, byte** buffer, int async);

    [LibraryImport(Library, EntryPoint = "PQputCopyData")]
    public static partial int PutCopyData(nint connection, byte* buffer, int length);

    [LibraryImport(Library, EntryPoint = "PQputCopyEnd")]
    public static partial int PutCopyEnd(nint connection, byte* errorMessage);

    [LibraryImport(Library, EntryPoint = "PQfreemem")]
    public static partial void FreeMemory(void* memory);

    [LibraryImport(Library, EntryPoint = "PQgetCancel")]
    public static partial nint GetCancel(nint connection);

    [LibraryImport(Library, EntryPoint = "PQcancel")]
    public static partial int Cancel(nint cancel, byte* errorBuffer, int errorBufferSize);

    [LibraryImport(Library, EntryPoint = "PQfreeCancel")]
    public static partial void FreeCancel(nint cancel);
}
