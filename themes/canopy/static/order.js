// Looks for news of an order that is on its way, and shows them in place.
// A plain script and no module: it is loaded by the checkout's pages, which stand on another host.

(() => {
  const SOON = 2000;
  const LATER = 8000;
  const status = Object.assign(document.createElement("p"), { className: "hidden" });
  status.setAttribute("role", "status");

  async function look() {
    let next = SOON;
    try {
      // Without the query: that tells of a payment, which has been seen to by now.
      const answer = await fetch(location.pathname, { cache: "no-store" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
      const shown = document.querySelector("main");
      if (answer.ok && fresh && fresh.textContent !== shown.textContent) {
        shown.replaceChildren(...fresh.childNodes);
        status.textContent = shown.querySelector(".timeline [aria-current] b, .timeline li:last-child b")?.textContent ?? "";
      }
    } catch {
      next = LATER;
    }
    wait(next);
  }

  function wait(time) {
    if (document.querySelector("[data-waiting]")) setTimeout(look, time);
  }

  document.body.append(status);
  wait(SOON);
})();
