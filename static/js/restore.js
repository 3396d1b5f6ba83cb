// Bring back what keep.js kept of a form: left in this tab, or in one that was closed.
const keyOf = (form) => form.elements.namedItem("once");
const draftsOf = (form) =>
  Object.keys(localStorage)
    .filter((name) => name.startsWith(`kept:${form.dataset.keep} `))
    .map((name) => ({ name, ...JSON.parse(localStorage[name]) }))
    .sort((a, b) => b.at - a.at);
const put = (form, typed) => {
  const changed = [...form.elements].filter((field) => {
    const { type, name, value } = field;
    const key = type === "checkbox" ? `${name}=${value}` : name;
    const what = /checkbox|radio/.test(type) ? "checked" : "value";
    const wanted = type === "radio" ? typed[name] === value || field.checked : typed[key];
    return key in typed && field[what] !== wanted && ((field[what] = wanted), true);
  });
  changed.forEach((field) => field.closest("details")?.setAttribute("open", ""));
  // Who was found by their name is found again; then the choice that waits for them is made.
  const search = changed.find(({ type }) => type === "search");
  const unmade = (name) => search || !form.querySelector(`[name="${name}"]:checked`);
  const waiting = [...form.elements].filter((f) => f.type === "radio" && f.name in typed && unmade(f.name));
  form.dataset.waiting = JSON.stringify(Object.fromEntries(waiting.map(({ name }) => [name, typed[name]])));
  search?.dispatchEvent(new Event("input", { bubbles: true }));
  return changed.length;
};

const read = async (form) => {
  const drafts = draftsOf(form);
  const own = drafts.find(({ once }) => once === keyOf(form).value);
  form.dataset.keptAs = own?.name ?? `kept:${form.dataset.keep} ${keyOf(form).value}`;
  // A form that came back with errors already holds what was typed.
  if (own || !drafts.length || form.querySelector(".field--wrong")) return;
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const isOpen = (tab) => tab !== sessionStorage.tab && held.some(({ name }) => name === `tab:${tab}`);
  const left = drafts.find(({ tab }) => !isOpen(tab));
  if (!left || localStorage[form.dataset.keptAs]) return;
  form.dataset.keptAs = left.name;
  if (!put(form, left.typed)) return;
  // Sent, and nobody knows whether it arrived: sent once more unchanged, it is the same one.
  if (left.sent) [form.dataset.ownKey, keyOf(form).value] = [keyOf(form).value, left.once];
  form.dispatchEvent(new Event("restored", { bubbles: true }));
};

const readAll = () => {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    if (!form.dataset.keptAs) read(form);
    else if ((form.dataset.waiting ?? "{}") !== "{}") put(form, JSON.parse(form.dataset.waiting));
  }
};
document.addEventListener("htmx:after:swap", readAll);
readAll();
