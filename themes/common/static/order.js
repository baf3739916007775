// Looks for news of an order that is on its way, and shows them in place.
// A plain script and no module: it is loaded by the checkout's pages, which stand on another host.

(() => {
  const SOON = 2000;
  const LATER = 8000;
  const status = Object.assign(document.createElement("p"), { className: "hidden" });
  status.setAttribute("role", "status");

  function show(page) {
    const fresh = page?.querySelector("main");
    const shown = document.querySelector("main");
    if (!fresh || fresh.textContent === shown.textContent) return;
    shown.replaceChildren(...fresh.childNodes);
    const step = shown.querySelector(".timeline [aria-current] b, .timeline li:last-child b");
    status.textContent = step?.textContent ?? "";
  }

  function look() {
    const request = new XMLHttpRequest(); // It parses by itself, which trusted types allow.
    // Without the query: that tells of a payment, which has been seen to by now.
    request.open("GET", location.pathname);
    request.setRequestHeader("Cache-Control", "no-cache");
    request.responseType = "document";
    request.onload = () => {
      if (request.status === 200) show(request.responseXML);
      wait(SOON);
    };
    request.onerror = () => wait(LATER);
    request.send();
  }

  function wait(time) {
    if (document.querySelector("[data-waiting]")) setTimeout(look, time);
  }

  document.body.append(status);
  wait(SOON);
})();
