// An interview by keyboard alone: digits choose, Enter goes on, Esc opens why there is no answer.
// Without it everything works as plain forms.

const form = document.querySelector("form[data-keys]");
const PAUSE = 700;
let typed = "";
let timer = 0;

const isWritten = (target) =>
  target.matches?.("textarea, select, input:not([type=radio], [type=checkbox], [type=submit], [type=button])");

function panel() {
  return form.querySelector("details[data-escape]");
}

// The keys that count now: of the opened panel, else of the question.
function keyed() {
  const open = panel()?.open && panel().contains(document.activeElement) ? panel() : null;
  return [...form.querySelectorAll("[data-key]")].filter((each) => each.closest("details[data-escape]") === open);
}

function choose(each) {
  typed = "";
  clearTimeout(timer);
  const field = each.querySelector("input") ?? each;
  field.focus();
  field.click();
}

// With more than nine answers a digit may be the first of two: it waits a moment for the next.
function press(key) {
  typed += key;
  clearTimeout(timer);
  const possible = keyed().filter((each) => each.dataset.key.startsWith(typed));
  const exact = possible.find((each) => each.dataset.key === typed);
  if (exact && possible.length === 1) choose(exact);
  else if (exact) timer = setTimeout(() => choose(exact), PAUSE);
  else if (!possible.length) typed = "";
}

function escape() {
  const details = panel();
  if (!details) return;
  details.open = !details.open;
  if (details.open) details.querySelector("button").focus();
  else first()?.focus();
}

function first() {
  const marked = form.querySelector(".turn :is(input:checked)");
  return marked ?? form.querySelector(".turn :is(input, textarea, select)") ?? form.querySelector("button[name=next]");
}

function enter(event) {
  const target = event.target;
  if (target.matches("button, a, summary") || (target.matches("textarea") && event.shiftKey)) return;
  event.preventDefault();
  const waiting = keyed().find((each) => each.dataset.key === typed);
  if (waiting) choose(waiting);
  const chosen = form.matches("[data-interview]") || isWritten(target) || form.querySelector("input[type=radio]:checked");
  const next = chosen ? form : document.querySelector("form[data-start]");
  next.requestSubmit(next.querySelector("button[type=submit]"));
}

document.addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.altKey || event.metaKey) return;
  const back = form.querySelector(`[data-press="${event.key}"]`);
  if (event.key === "Escape") escape();
  else if (event.key === "Enter") enter(event);
  else if (back) back.click();
  else if (/^[0-9a-z]$/i.test(event.key) && !isWritten(event.target)) press(event.key.toLowerCase());
});

if (form?.matches("[data-interview]")) first()?.focus();
else document.querySelector("main [autofocus]")?.focus();
