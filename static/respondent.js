// Stores each answer when it is given, opens and closes questions, and says so when the connection is lost.
// Everything works without it, page by page.

const form = document.querySelector("form[data-autosave]");
const waiting = new Map();
const due = new Set();
let busy = false;
const RETRY = 4000;
const PAUSE = 1200;
const PATIENCE = 20000;

function place(name) {
  return [...form.querySelectorAll("[data-question]")].find((each) => each.dataset.question === name);
}

function content(name) {
  const data = new FormData();
  const all = new FormData(form);
  for (const field of ["csrfmiddlewaretoken", "lang"]) data.append(field, all.get(field));
  data.append("question", name);
  for (const value of all.getAll(`q_${name}`)) data.append(`q_${name}`, value);
  return data;
}

function say(name, text) {
  place(name).querySelector("[data-saved]").textContent = text;
}

// A question that opens behind the one who answers has not been met: the page comes back with it, as without this script.
const passed = new Set();

function show(asked) {
  let opened = false;
  for (const each of form.querySelectorAll("[data-question]")) {
    const wasHidden = each.hidden;
    each.hidden = !asked.includes(each.dataset.question);
    if (wasHidden && !each.hidden) {
      opened = true;
      if (isBehind(each)) passed.add(each.dataset.question);
    }
  }
  met();
  form.querySelector("[data-opened]").textContent = opened ? form.dataset.openedText : "";
}

function isBehind(question) {
  return Boolean(question.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING);
}

function met() {
  const open = [...form.querySelectorAll("[data-question]:not([hidden])")].map((each) => each.dataset.question);
  form.elements.shown.value = open.filter((name) => !passed.has(name)).join(" ");
}

// Of a list with a filter, only the rows that are offered now.
function offer(offered) {
  for (const [name, rows] of Object.entries(offered)) {
    const here = place(name);
    for (const row of here ? here.querySelectorAll("[data-row]") : []) {
      row.hidden = !rows.includes(Number(row.dataset.row));
      if (row.matches("option")) row.disabled = row.hidden;
      const field = row.hidden && row.querySelector("input, select");
      if (field) field.matches("input") ? (field.checked = false) : (field.value = "");
      if (row.hidden && row.selected) row.parentElement.value = "";
    }
    if (here?.dataset.type === "rank") places(here, rows.length);
  }
}

// A ranking has as many places as choices.
function places(here, count) {
  for (const choice of here.querySelectorAll("select")) {
    const code = choice.closest("[data-row]").dataset.code;
    for (let at = choice.options.length; at <= count; at += 1) choice.add(new Option(at, `${at}:${code}`));
    while (choice.options.length > count + 1) choice.remove(choice.options.length - 1);
  }
}

// What was wrong and no longer is must not stay red.
function mark(name, error) {
  const here = place(name);
  here.classList.toggle("invalid", Boolean(error));
  for (const field of here.querySelectorAll("input, textarea, select")) {
    if (error) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  if (error) return;
  document.getElementById(`q_${name}_error`)?.remove();
  const list = document.querySelector(".problems ul");
  list?.querySelector(`a[href="#q_${CSS.escape(name)}"]`)?.closest("li").remove();
  if (list && !list.children.length) list.closest(".problems").remove();
}

// One at a time: of two requests under way, the older answer could be the last to be stored.
function save(name) {
  clearTimeout(waiting.get(name));
  due.add(name);
  if (!busy) work();
}

async function work() {
  busy = true;
  for (const name of due) {
    due.delete(name);
    await store(name);
  }
  busy = false;
}

async function store(name) {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: content(name), signal });
    if (answer.status === 404) return shut(name);
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    mark(name, told.error);
    say(name, told.error || form.dataset.savedText);
    show(told.asked);
    offer(told.offered ?? {});
    waiting.delete(name);
  } catch {
    say(name, form.dataset.waitingText);
    waiting.set(name, setTimeout(() => save(name), RETRY));
  }
}

// The survey was closed, or the answers were sent from elsewhere: trying again would not help.
function shut(name) {
  say(name, form.dataset.shutText);
  waiting.delete(name);
}

// What was answered before this script arrived, on a slow connection, is saved too.
function early() {
  const changed = (field) =>
    field.matches("select")
      ? [...field.options].some((option) => option.selected && option.value && !option.defaultSelected)
      : field.matches("[type=radio], [type=checkbox]")
      ? field.checked !== field.defaultChecked
      : "defaultValue" in field && field.value !== field.defaultValue;
  const fields = [...form.querySelectorAll("[data-question] :is(input, textarea, select)")].filter(changed);
  return new Set(fields.map((field) => field.closest("[data-question]").dataset.question));
}

function later(name) {
  clearTimeout(waiting.get(name));
  waiting.set(name, setTimeout(() => save(name), PAUSE));
}

if (form) {
  const nameOf = (event) => event.target.closest("[data-question]")?.dataset.question;
  form.addEventListener("change", (event) => nameOf(event) && save(nameOf(event)));
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input[type=text]")) later(nameOf(event));
  });
  form.addEventListener("focusin", (event) => passed.delete(nameOf(event)) && met());
  form.addEventListener("submit", () => waiting.forEach((timer) => clearTimeout(timer)));
  early().forEach(save);
}
document.querySelector("[autofocus]")?.focus();
