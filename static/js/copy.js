// A button with data-copy="id" takes the words of that element along, and says so.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const words = document.getElementById(button.dataset.copy);
  // In a <pre>, blank lines are meant.
  const text = words.matches("pre") ? words.textContent : words.textContent.replace(/\s*\n\s*/g, "\n");
  try {
    await navigator.clipboard.writeText(text.trim());
    button.textContent = button.dataset.copied;
  } catch {
    // Without leave to use the clipboard, the words are marked for the person to copy.
    getSelection().selectAllChildren(words);
  }
});
