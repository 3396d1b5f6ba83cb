// When an answer is no fragment, say so in the flash region and leave the page as it is.
const region = () => document.getElementById("flash");

const say = (name) => {
  const words = document.getElementById(`message-${name}`);
  if (!region() || !words) return;
  region().classList.add("flashes--late");
  region().replaceChildren(words.content.cloneNode(true));
};

// 422 is a form with its errors and belongs where the form was. Anything else brings its own words.
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (ctx.response.status === 422 || !region()) return;
  region().classList.add("flashes--late");
  ctx.target = region();
  ctx.swap = "innerHTML";
  ctx.push = ctx.replace = ctx.select = null;
});

document.addEventListener("htmx:error", ({ detail }) => {
  say(detail.error instanceof TypeError && !detail.ctx?.response ? "offline" : "broken");
});

// What was said of one try is over with the next.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.request.method === "GET" || !region()) return;
  region().classList.remove("flashes--late");
  region().replaceChildren();
});

// A message that came along with a fragment may be far above what is being read.
document.addEventListener("htmx:after:swap", () => {
  if (!region()?.childElementCount) return;
  const box = region().getBoundingClientRect();
  if (box.bottom < 0 || box.top > innerHeight) region().classList.add("flashes--late");
});
