// What is typed into a form with data-keep stays on this device until the server has taken it:
// through a failed save, a closed tab and a session that has ended. restore.js brings it back.
const UNKEPT = ["hidden", "password", "file", "submit", "button"];
const fieldsOf = (form) => [...form.elements].filter((f) => f.name && !UNKEPT.includes(f.type));
const keyOf = (form) => form.elements.namedItem("once");
const whose = document.querySelector("[data-whose]")?.dataset.whose;

// Each tab holds a lock while it is open, so that no other takes over what is being typed in it.
const tab = (sessionStorage.tab ??= Math.random().toString(36).slice(2));
navigator.locks?.request(`tab:${tab}`, { mode: "shared" }, () => new Promise(() => {}));

const typedIn = (form) =>
  Object.fromEntries(
    fieldsOf(form)
      .filter((field) => field.type !== "radio" || field.checked)
      .map((f) => (f.type === "checkbox" ? [`${f.name}=${f.value}`, f.checked] : [f.name, f.value])),
  );

const write = (form, sent = "ownKey" in form.dataset) => {
  form.dataset.keptAs ??= `kept:${form.dataset.keep} ${keyOf(form).value}`;
  const typed = { ...JSON.parse(form.dataset.waiting ?? "{}"), ...typedIn(form) };
  const draft = { typed, sent, tab, whose, once: keyOf(form).value, at: Date.now() };
  try {
    localStorage.setItem(form.dataset.keptAs, JSON.stringify(draft));
  } catch {
    // Where nothing can be kept, the page still works.
  }
};

const note = ({ target: { form, type }, isTrusted }) => {
  if (!form?.dataset.keep) return;
  if (isTrusted && form.dataset.ownKey) {
    keyOf(form).value = form.dataset.ownKey;
    delete form.dataset.ownKey;
  }
  if (isTrusted && ["radio", "search"].includes(type)) delete form.dataset.waiting;
  write(form);
};

document.addEventListener("input", note);
document.addEventListener("change", note);
document.addEventListener("restored", ({ target }) => write(target));
document.addEventListener("submit", ({ target: form }) => {
  if (localStorage[form.dataset.keptAs]) write(form, true);
});
