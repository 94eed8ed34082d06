using System.Text.Json.Nodes;

namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>A page in a browser: what a person does to it, by mouse and keys, and what can be asked of it.</summary>
internal sealed class BrowserPage : IDisposable
{
    private const int Height = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Keys with names: the codes that Windows has for them, and DevTools too.</summary>
    private static readonly Dictionary<string, int> KeyCodes = new(StringComparer.Ordinal)
    {
        ["Tab"] = 9,
        ["Enter"] = 13,
        [" "] = 32,
        ["Escape"] = 27,
        ["Backspace"] = 8,
        ["PageUp"] = 33,
        ["PageDown"] = 34,
        ["End"] = 35,
        ["Home"] = 36,
        ["ArrowLeft"] = 37,
        ["ArrowUp"] = 38,
        ["ArrowRight"] = 39,
        ["ArrowDown"] = 40,
    };

    private readonly DevTools _devTools;
    private readonly string _target;
    private readonly string _session;
    private readonly string _url;

    private BrowserPage(DevTools devTools, string url)
    {
        (_devTools, _url) = (devTools, url);
        _target = (string)devTools.Send(null, "Target.createTarget", new() { ["url"] = "about:blank" })["targetId"]!;
        _session = (string)devTools.Send(null, "Target.attachToTarget", new() { ["targetId"] = _target, ["flatten"] = true })["sessionId"]!;
        foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"]) Send($"{domain}.enable");
    }

    public static BrowserPage Open(DevTools devTools, string path, int width, bool isDark)
    {
        var page = new BrowserPage(devTools, $"file://{path}");
        page.Send("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = Height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        page.PreferDark(isDark);
        page.Send("Page.navigate", new() { ["url"] = page._url });
        page.WaitFor("location.protocol === 'file:' && document.readyState === 'complete'");
        return page;
    }

    /// <summary>Exceptions, errors on the console, and what the page's policy refused.</summary>
    public IEnumerable<string> Errors() => _devTools.Events(_session)
        .Where(one => (string)one["method"]! == "Runtime.exceptionThrown"
            || ((string)one["method"]! == "Log.entryAdded" && (string)one["params"]!["entry"]!["level"]! == "error")
            || ((string)one["method"]! == "Runtime.consoleAPICalled" && (string)one["params"]!["type"]! is "error" or "assert"))
        .Select(one => one.ToJsonString());

    /// <summary>What was asked for besides the file itself.</summary>
    public IEnumerable<string> Requests() => _devTools.Events(_session)
        .Where(one => (string)one["method"]! == "Network.requestWillBeSent")
        .Select(one => (string)one["params"]!["request"]!["url"]!)
        .Where(url => url != _url);

    /// <summary>What the system prefers from now on.</summary>
    public void PreferDark(bool isDark) => Media("", isDark);

    /// <summary>As it is on paper, or on screen again.</summary>
    public void OnPaper(bool isPaper) => Media(isPaper ? "print" : "", isDark: false);

    /// <summary>The value of an expression of the page's own language.</summary>
    public JsonNode? Evaluate(string expression)
    {
        JsonObject result = Send("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        if (result["exceptionDetails"] is JsonNode details) throw new InvalidOperationException($"{expression}: {details.ToJsonString()}");
        return result["result"]!["value"]?.DeepClone();
    }

    /// <summary>The text of the first element that a selector finds, as it is shown.</summary>
    public string Text(string selector) => (string)Evaluate($"document.querySelector({Quoted(selector)}).innerText.replaceAll('\\u00a0', ' ')")!;

    /// <summary>The same of all of them.</summary>
    public string[] Texts(string selector) =>
        [.. Evaluate($"[...document.querySelectorAll({Quoted(selector)})].map(one => one.innerText.replaceAll('\\u00a0', ' '))")!.AsArray().Select(text => (string)text!)];

    public int Count(string selector) => (int)Evaluate($"document.querySelectorAll({Quoted(selector)}).length")!;

    /// <summary>Clicks into an element, where its text begins.</summary>
    public void Click(string selector)
    {
        JsonNode point = Evaluate($$"""
            (() => {
              const element = document.querySelector({{Quoted(selector)}});
              element.scrollIntoView({ block: 'center', behavior: 'instant' });
              const box = element.getBoundingClientRect();
              return { x: box.left + Math.min(box.width / 2, 12), y: box.top + Math.min(box.height / 2, 9) };
            })()
            """)!;
        foreach (string type in (string[])["mouseMoved", "mousePressed", "mouseReleased"])
        {
            JsonObject mouse = new() { ["type"] = type, ["x"] = point["x"]!.DeepClone(), ["y"] = point["y"]!.DeepClone() };
            if (type != "mouseMoved") (mouse["button"], mouse["clickCount"]) = ("left", 1);
            Send("Input.dispatchMouseEvent", mouse);
        }
    }

    /// <summary>Presses keys one after the other, named as KeyboardEvent.key has them.</summary>
    public void Press(params IEnumerable<string> keys)
    {
        foreach (string key in keys)
        {
            bool isNamed = KeyCodes.TryGetValue(key, out int code);
            foreach (string type in (string[])["keyDown", "keyUp"])
            {
                JsonObject press = new() { ["type"] = type, ["key"] = key, ["windowsVirtualKeyCode"] = isNamed ? code : char.ToUpperInvariant(key[0]) };
                if (isNamed) press["code"] = key == " " ? "Space" : key;
                if (type == "keyDown" && (!isNamed || key is "Enter" or " ")) press["text"] = key == "Enter" ? "\r" : key;
                Send("Input.dispatchKeyEvent", press);
            }
        }
    }

    public void Type(string text) => Send("Input.insertText", new() { ["text"] = text });

    /// <summary>Waits until an expression is true, as it may take a frame.</summary>
    public void WaitFor(string expression)
    {
        bool isTrue = SpinWait.SpinUntil(() => (bool?)Evaluate($"Boolean({expression})") == true, Patience);
        if (!isTrue) throw new TimeoutException($"never came true: {expression}");
    }

    /// <summary>The whole page as a PNG.</summary>
    public byte[] Screenshot() => Convert.FromBase64String((string)Send("Page.captureScreenshot", new() { ["captureBeyondViewport"] = true, ["format"] = "png" })["data"]!);

    /// <summary>The page as it is printed.</summary>
    public byte[] Pdf() => Convert.FromBase64String((string)Send("Page.printToPDF", new() { ["printBackground"] = true })["data"]!);

    /// <summary>What assistive technology is told: each node's role and name.</summary>
    public IEnumerable<(string Role, string Name)> Accessible() =>
        Send("Accessibility.getFullAXTree")["nodes"]!.AsArray()
            .Where(node => node!["ignored"] is not JsonNode ignored || !(bool)ignored)
            .Select(node => ((string?)node!["role"]?["value"] ?? "", (string?)node["name"]?["value"] ?? ""));

    public void Dispose() => _devTools.Send(null, "Target.closeTarget", new() { ["targetId"] = _target });

    private void Media(string media, bool isDark) => Send("Emulation.setEmulatedMedia", new()
    {
        ["media"] = media,
        ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }),
    });

    private JsonObject Send(string method, JsonObject? parameters = null) => _devTools.Send(_session, method, parameters);

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}
