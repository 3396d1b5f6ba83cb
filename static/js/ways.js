// The links that send a message follow the words as they are changed.
const spell = (words) => encodeURIComponent(words.replace(/\r?\n/g, "\r\n"));

const follow = ({ target }) => {
  const box = target.closest("[data-ways]");
  for (const link of box?.querySelectorAll("a[data-way]") ?? []) {
    const subject = box.querySelector("[name=subject]")?.value ?? box.dataset.ways;
    const filled = { subject: spell(subject), text: spell(box.querySelector("[name=text]").value) };
    link.href = link.dataset.base + link.dataset.way.replace(/\{(\w+)\}/g, (_, name) => filled[name]);
  }
};

document.addEventListener("input", follow);
document.addEventListener("restored", follow);
