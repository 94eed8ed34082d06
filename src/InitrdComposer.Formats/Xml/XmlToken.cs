namespace InitrdComposer.Formats.Xml;

/// <summary>What <see cref="Utf8XmlReader"/> stands on.</summary>
public enum XmlToken
{
    /// <summary>Before the first token and after the last.</summary>
    None,

    /// <summary>A start tag; an empty element tag counts as start tag and end tag.</summary>
    StartElement,
    EndElement,

    /// <summary>Character data or a CDATA section, decoded. An element's text may come in several pieces.</summary>
    Text,
}
