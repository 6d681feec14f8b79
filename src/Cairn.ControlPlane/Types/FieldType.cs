namespace Cairn.ControlPlane.Types;

/// <summary>Kinds of values that fields of built-in kinds have.</summary>
internal enum FieldType
{
    /// <summary>Text.</summary>
    Text = 0,

    /// <summary>True or false.</summary>
    Boolean = 1,

    /// <summary>Whole number of 32 bits.</summary>
    Int32 = 2,

    /// <summary>Whole number of 64 bits.</summary>
    Int64 = 3,

    /// <summary>Bytes; base64 in JSON.</summary>
    Bytes = 4,

    /// <summary>Time in whole seconds.</summary>
    Time = 5,

    /// <summary>Time in microseconds.</summary>
    MicroTime = 6,

    /// <summary>Amount with a unit, such as <c>500m</c> or <c>1Gi</c>.</summary>
    Quantity = 7,

    /// <summary>Whole number or text.</summary>
    IntOrString = 8,

    /// <summary>Any JSON.</summary>
    Raw = 9,

    /// <summary>List of texts that protobuf wraps in a message.</summary>
    Items = 10,

    /// <summary>Map from texts to values.</summary>
    Map = 11,

    /// <summary>List of values.</summary>
    List = 12,

    /// <summary>Object with fields of its own.</summary>
    Message = 13,
}
