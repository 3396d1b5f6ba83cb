// Drop what keep.js kept, once the server has it; what is somebody else's or old; and everything
// when signing out.
const MONTH = 31 * 24 * 60 * 60 * 1000;
const whose = document.querySelector("[data-whose]")?.dataset.whose;

const drop = (wanted) => {
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith("kept:"))) {
    if (wanted(JSON.parse(localStorage[name]))) localStorage.removeItem(name);
  }
};

// The server names the form that it has saved in a cookie, whatever page follows.
const dropSaved = () => {
  const once = document.cookie.match(/(?:^|; )saved=(\w+)/)?.[1];
  if (!once) return;
  drop((draft) => draft.once === once);
  document.cookie = "saved=; path=/; max-age=0";
};

document.addEventListener("submit", ({ target }) => {
  if (target.hasAttribute("data-forget-all")) drop(() => true);
});
document.addEventListener("htmx:before:response", dropSaved);

dropSaved();
drop((draft) => Date.now() - draft.at > MONTH || (whose && draft.whose && draft.whose !== whose));
