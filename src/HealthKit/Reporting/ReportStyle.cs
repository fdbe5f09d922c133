namespace HealthKit.Reporting;

/// <summary>The style sheet of the HTML report.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1d2129; --quiet: #5d6675; --paper: #fff; --line: #d9dee6; --pass: #17803d; --warn: #a15c00; --fail: #c0211f; --unknown: #5a5fc7; --na: #6b7280; --error: #8b1e6b; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --quiet: #9aa4b5; --paper: #14171c; --line: #313844; --pass: #4cc37a; --warn: #e5a33d; --fail: #ff6f69; --unknown: #9aa0ff; --na: #8b94a3; --error: #e07cc2; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        header { display: flex; gap: 1.5rem; align-items: center; border-bottom: 1px solid var(--line); padding-bottom: 1rem; }
        h1 { margin: 0; font-size: 1.6rem; } h2 { margin: 2rem 0 .6rem; font-size: 1.2rem; } h3 { margin: 0; font-size: 1rem; }
        h2 small { color: var(--quiet); font-weight: normal; }
        p { margin: .3rem 0; } a { color: inherit; }
        .band { font-weight: 600; } .quiet { color: var(--quiet); font-size: .85rem; }
        .score { flex: none; width: 8rem; height: 8rem; position: relative; display: flex; flex-direction: column; align-items: center; justify-content: center; }
        .score svg { position: absolute; inset: 0; transform: rotate(-90deg); fill: none; stroke: currentColor; stroke-width: 8; } .score circle:first-child { stroke: var(--line); } .score b { font-size: 2rem; line-height: 1; } .score span { font-size: .8rem; }
        .score.pass { color: var(--pass); } .score.warn { color: var(--warn); } .score.fail { color: var(--fail); } .score.unknown { color: var(--unknown); }
        table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
        .sections td:nth-child(n+2), .sections th:nth-child(n+2) { text-align: right; white-space: nowrap; } tfoot td { font-weight: 600; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0; padding: .5rem .7rem; border-left: 3px solid var(--line); font: 13px/1.45 ui-monospace, monospace; }
        code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; } article td:first-child { width: 18rem; }
        .actions li { margin-bottom: .8rem; }
        .filter { border: 1px solid var(--line); border-radius: .4rem; margin: 2rem 0 0; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; }
        .filter label { cursor: pointer; } .filter .pass { color: var(--pass); } .filter .warn { color: var(--warn); } .filter .fail { color: var(--fail); } .filter .unknown { color: var(--unknown); } .filter .na { color: var(--na); } .filter .error { color: var(--error); }
        article { border-left: 4px solid var(--tone); padding: .3rem 0 .3rem .9rem; margin: .9rem 0; }
        article.pass { --tone: var(--pass); } article.warn { --tone: var(--warn); } article.fail { --tone: var(--fail); } article.unknown { --tone: var(--unknown); } article.na { --tone: var(--na); } article.error { --tone: var(--error); }
        .badge { color: var(--tone); border: 1px solid currentColor; border-radius: .3rem; padding: 0 .4rem; font-size: .8rem; }
        summary { cursor: pointer; color: var(--quiet); }
        body:has(#show-pass:checked) article:not(.pass), body:has(#show-warn:checked) article:not(.warn), body:has(#show-fail:checked) article:not(.fail), body:has(#show-unknown:checked) article:not(.unknown), body:has(#show-na:checked) article:not(.na), body:has(#show-error:checked) article:not(.error) { display: none; }
        @media (max-width: 40rem) {
          body { padding: 1rem; } header { flex-direction: column; align-items: flex-start; }
          .sections td:last-child, .sections th:last-child { display: none; } .sections small { display: block; }
          article tr, article td { display: block; width: auto; } article td:first-child { width: auto; border: 0; padding-bottom: 0; }
        }
        @media print { .filter { display: none; } }

        """;
}
