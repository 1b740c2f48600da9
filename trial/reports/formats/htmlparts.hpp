/// The style sheet and the script of the report `html`.
#pragma once

#include <string_view>

namespace trial {

/// For light and dark, and from 320 pixels on.
inline constexpr std::string_view htmlStyle = R"css(
:root { color-scheme: light dark; --text: #1b1f24; --back: #ffffff; --soft: #f3f4f6; --line: #d5d9df; --faint: #59636e;
  --passed: #1a7f37; --failed: #c4242d; --error: #a11a6b; --skipped: #6b7480; --expected: #7a5c00; --unexpected: #b35900;
  --notrun: #6b7480; --start: #7d8fb3; }
@media (prefers-color-scheme: dark) { :root { --text: #e3e7ec; --back: #14181d; --soft: #1f252c; --line: #39414b;
  --faint: #9aa5b1; --passed: #4cc26a; --failed: #ff7b78; --error: #f08bd0; --skipped: #9aa5b1; --expected: #d9b13b;
  --unexpected: #ffa657; --notrun: #9aa5b1; --start: #6c80a8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 80rem; padding: 1rem; color: var(--text); background: var(--back);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: .75rem 0 .25rem; }
p { margin: .25rem 0; } .faint { color: var(--faint); }
code, pre { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--soft); border: 1px solid var(--line); padding: .5rem; margin: .25rem 0; overflow: auto;
  max-height: 40rem; white-space: pre-wrap; }
.problem { border-left: 4px solid var(--failed); padding-left: .5rem; font-weight: 600; }
.numbers { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: .75rem 0; list-style: none; }
.numbers li { border: 1px solid var(--line); border-top: 3px solid var(--line); padding: .25rem .75rem; min-width: 6rem; }
.numbers b { display: block; font-size: 1.25rem; }
details { border: 1px solid var(--line); margin: .25rem 0; padding: 0 .5rem; }
summary { cursor: pointer; padding: .35rem 0; overflow-wrap: anywhere; }
.word { font-weight: 600; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; } td { text-align: left; vertical-align: top; padding: .15rem .5rem .15rem 0;
  border-top: 1px solid var(--line); overflow-wrap: anywhere; } td.number { text-align: right; white-space: nowrap; width: 6rem; }
td.outcome { width: 9rem; }
.row, .axis { display: grid; grid-template-columns: 9rem 1fr; align-items: center; margin: 2px 0; }
.axis { grid-template-columns: 9rem 1fr auto; } .axis span:first-child { grid-column: 2; }
td.bar { width: 12rem; } svg { width: 100%; height: 20px; background: var(--soft); } meter { width: 100%; }
.passed { color: var(--passed); fill: var(--passed); } .failed { color: var(--failed); fill: var(--failed); }
.error { color: var(--error); fill: var(--error); } .skipped { color: var(--skipped); fill: var(--skipped); }
.expected { color: var(--expected); fill: var(--expected); } .unexpected { color: var(--unexpected); fill: var(--unexpected); }
.notrun { color: var(--notrun); fill: var(--notrun); } .start { fill: var(--start); } .lost { fill: var(--text); }
.numbers .passed { border-top-color: var(--passed); } .numbers .failed { border-top-color: var(--failed); }
.numbers .error { border-top-color: var(--error); } .numbers .unexpected { border-top-color: var(--unexpected); }
input { width: 100%; font: inherit; padding: .4rem .5rem; color: inherit; background: var(--soft); border: 1px solid var(--line); }
input:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--start); outline-offset: 1px; }
a { color: inherit; } [hidden] { display: none; }
@media (max-width: 40rem) { .row, .axis { grid-template-columns: 1fr; } .axis { grid-template-columns: 1fr auto; }
  .axis span:first-child { grid-column: 1; } td.outcome { width: 5rem; } td.number { width: 4.5rem; } .bar { display: none; } }
)css";

/// Without it the page lacks the field that filters the list of cases. It has neither `<` nor `&`,
/// which XML would have escaped.
inline constexpr std::string_view htmlScript = R"js(
const field = document.getElementById('filter');
const groups = [...document.querySelectorAll('#cases details')].map((group) => {
  const name = group.querySelector('summary code').textContent;
  const rows = [...group.querySelectorAll('tr')];
  return {group, rows: rows.map((row) => [row, (name + ' ' + row.textContent).toLowerCase()])};
});
const mostOpened = 200;
const filter = () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const {group, rows} of groups) {
    const before = shown;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) ++shown;
    }
    group.hidden = shown === before;
    if (words.length) group.open = mostOpened >= shown;
  }
};
let timer;
field.hidden = false;
field.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(filter, 150);
});
const show = (name) => {
  const target = document.getElementById(name);
  if (target?.tagName === 'DETAILS') target.open = true;
};
addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (link) show(link.hash.slice(1));
});
show(location.hash.slice(1));
)js";

}  // namespace trial
