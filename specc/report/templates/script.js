/* Shows values under the pointer. The page is complete without it. */
"use strict";
for (const chart of document.querySelectorAll(".chart")) {
  const data = JSON.parse(chart.querySelector("script").textContent);
  const plot = chart.querySelector(".plot");
  const add = (name) => {
    const element = document.createElement("div");
    element.className = name;
    element.hidden = true;
    plot.append(element);
    return element;
  };
  const rule = add("rule");
  const tip = add("tip");

  const nearest = (steps, step) => {
    let low = 0;
    let high = steps.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (steps[middle] < step) low = middle + 1;
      else high = middle;
    }
    return low > 0 && step - steps[low - 1] < steps[low] - step ? low - 1 : low;
  };

  const cell = (row, text, name = "td") => {
    const element = document.createElement(name);
    element.textContent = text;
    row.append(element);
    return element;
  };

  const show = (event) => {
    const box = plot.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    const wanted = share * data.last;
    const found = data.curves
      .map((curve) => ({ curve, at: nearest(curve.steps, wanted) }))
      .map(({ curve, at }) => ({ curve, step: curve.steps[at], value: curve.values[at] }))
      .filter(({ curve, step }) => curve.steps.length === 1 || wanted <= step + data.last / 50)
      .sort((a, b) => b.value - a.value);
    rule.hidden = tip.hidden = found.length === 0;
    if (tip.hidden) return;
    const away = ({ step }) => Math.abs(step - wanted);
    const { step } = found.reduce((a, b) => (away(a) <= away(b) ? a : b));
    rule.style.left = `${(100 * step) / data.last}%`;

    const table = document.createElement("table");
    const head = table.insertRow();
    cell(head, `step ${step.toLocaleString("en")}`, "th");
    for (const part of data.parts) cell(head, part, "th");
    for (const name of new Set(found.map(({ curve }) => curve.name))) {
      const own = found.filter(({ curve }) => curve.name === name);
      const row = table.insertRow();
      cell(row, name, "th").className = own[0].curve.style;
      for (const part of data.parts) {
        const item = own.find(({ curve }) => curve.part === part);
        const at = item && item.step !== step ? ` @${item.step.toLocaleString("en")}` : "";
        cell(row, item ? item.value + at : "");
      }
    }
    tip.replaceChildren(table);
    const right = share > 0.5;
    tip.style.left = right ? "auto" : `calc(${100 * share}% + 14px)`;
    tip.style.right = right ? `calc(${100 * (1 - share)}% + 14px)` : "auto";
  };

  plot.addEventListener("pointermove", show);
  plot.addEventListener("pointerdown", show);
  plot.addEventListener("pointerleave", () => { rule.hidden = tip.hidden = true; });
}

/* The curves of a run stand out while its row is pointed at. */
for (const row of document.querySelectorAll("tr[data-run]")) {
  const mark = (on) => {
    document.body.classList.toggle("picked", on);
    const number = Number(row.dataset.run);
    const color = `.run-${number % 8}` + (number < 8 ? ":not([class*=dashed])" : `.dashed-${number >> 3}`);
    for (const item of document.querySelectorAll(`.line${color}, .ends ${color}`)) item.classList.toggle("on", on);
  };
  row.addEventListener("pointerenter", () => mark(true));
  row.addEventListener("pointerleave", () => mark(false));
}

addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
});
