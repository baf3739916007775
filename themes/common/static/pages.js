// Other pages of the same shop, to take something from.

/** One of them as a document. The browser parses it by itself and runs nothing of it, so trusted types allow it. */
function fetchPage(address) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => (request.status === 200 && request.responseXML ? done(request.responseXML) : failed());
    request.onerror = failed;
    request.send();
  });
}

/** An address of this very host as it is, or nothing. */
export function within(address) {
  try {
    const { origin, pathname } = new URL(address, location.href);
    return origin === location.origin ? pathname : null;
  } catch {
    return null;
  }
}

/** Several at once, in their order; null for what is not there. */
export const fetchPages = (addresses) => Promise.all(addresses.map((address) => fetchPage(address).catch(() => null)));
