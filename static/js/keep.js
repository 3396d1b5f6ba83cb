// What is typed into a form with data-keep stays in this tab until the server has taken it.
const nameOf = (form) => `kept:${form.dataset.keep}`;
const UNKEPT = ["hidden", "password", "file", "submit", "button"];
const fieldsOf = (form) => [...form.elements].filter((f) => f.name && !UNKEPT.includes(f.type));
const isTick = (field) => /checkbox|radio/.test(field.type);

const write = ({ target: { form } }) => {
  if (!form?.dataset.keep) return;
  const typed = fieldsOf(form).map((f) => [f.name, isTick(f) ? f.checked : f.value]);
  sessionStorage.setItem(nameOf(form), JSON.stringify(typed));
};

const read = (form) => {
  const typed = JSON.parse(sessionStorage.getItem(nameOf(form)) ?? "null");
  // A form that came back with errors already holds what was typed.
  if (!typed || form.querySelector(".field--wrong, .kept")) return;
  // A form that another region's swap left alone still holds what was typed.
  let gone = false;
  fieldsOf(form).forEach((field, at) => {
    const what = isTick(field) ? "checked" : "value";
    if (typed[at]?.[0] !== field.name || field[what] === typed[at][1]) return;
    field[what] = typed[at][1];
    gone = true;
  });
  if (!gone) return;
  const words = document.getElementById("message-kept");
  if (words) form.prepend(words.content.cloneNode(true));
};

const readAll = () => document.querySelectorAll("form[data-keep]").forEach(read);

document.addEventListener("input", write);
document.addEventListener("change", write);
document.addEventListener("htmx:after:swap", readAll);
document.addEventListener("click", ({ target }) => {
  const form = target.closest("[data-forget]")?.form;
  if (!form) return;
  sessionStorage.removeItem(nameOf(form));
  form.querySelector(".kept").remove();
  form.reset();
});

// After forget.js (its name sorts first) has dropped what was saved.
readAll();
