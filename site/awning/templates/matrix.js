// The page is whole without this: it adds sorting, filtering and an export of what is shown.
// No ampersand and no less-than sign stands here, so that the page is well-formed XML too.
(() => {
  const table = document.querySelector("table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const words = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const field = document.querySelector("input");
  const count = document.querySelector("output");
  let texts;

  const value = (row, column) => {
    const text = row.cells[column].textContent.trim();
    if (heads[column].className !== "number") return text.toLowerCase();
    return text === "" ? null : Number.parseFloat(text);
  };
  // What has no number stays behind, whichever way the rest is turned.
  const compare = (a, b, turn) => {
    if (a === b) return 0;
    if (a === null) return 1;
    if (b === null) return -1;
    return turn * (typeof a === "number" ? a - b : words.compare(a, b));
  };
  const sort = (column) => {
    const up = heads[column].getAttribute("aria-sort") !== "ascending";
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", up ? "ascending" : "descending");
    const keyed = rows.map((row) => [value(row, column), row]);
    keyed.sort((a, b) => compare(a[0], b[0], up ? 1 : -1));
    body.append(...keyed.map((pair) => pair[1]));
  };
  const tell = () => {
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = shown === rows.length ? `${shown} plans` : `${shown} of ${rows.length} plans`;
  };
  const filter = () => {
    texts = texts || rows.map((row) => row.textContent.toLowerCase());
    const asked = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, number) => { row.hidden = !asked.every((word) => texts[number].includes(word)); });
    tell();
  };
  const cell = (item) => {
    let text = item.textContent.trim().replace(/\s+/g, " ");
    // What a spreadsheet would run is made a text.
    if (!item.className.includes("number")) text = text.replace(/^(?=[=+\-@])/, "'");
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const save = () => {
    const shown = Array.from(body.rows).filter((row) => !row.hidden);
    const lines = [heads.map((head) => cell({ textContent: head.textContent, className: "" })).join(",")];
    shown.forEach((row) => lines.push(Array.from(row.cells).map(cell).join(",")));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
    link.download = document.body.dataset.name + ".csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(column));
    head.replaceChildren(button);
  });
  document.querySelector("#export").addEventListener("click", save);
  document.querySelectorAll(".tools [hidden]").forEach((tool) => { tool.hidden = false; });
  table.classList.remove("plain");
  let waiting;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  field.value = "";
  tell();
})();
