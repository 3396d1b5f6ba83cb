// The links that send a message follow the words as they are changed.
const spell = (words) => encodeURIComponent(words.replace(/\r?\n/g, "\r\n"));

const follow = ({ target }) => {
  const form = target.form ?? target;
  for (const link of form.querySelectorAll?.("a[data-way]") ?? []) {
    const { subject, text } = form.elements;
    const filled = { subject: spell(subject.value), text: spell(text.value) };
    link.href = link.dataset.base + link.dataset.way.replace(/\{(\w+)\}/g, (_, name) => filled[name]);
  }
};

document.addEventListener("input", follow);
document.addEventListener("restored", follow);
