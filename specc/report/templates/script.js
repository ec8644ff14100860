// Values under the pointer. Without it, or without scripts, nothing is missing that the tables do not have.
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

  const show = (event) => {
    const box = plot.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    const found = data.curves
      .map((curve) => [curve, nearest(curve.steps, share * data.last)])
      .sort((a, b) => b[0].values[b[1]] - a[0].values[a[1]]);
    const steps = found.map(([curve, at]) => curve.steps[at]);
    const step = steps.reduce((a, b) =>
      Math.abs(a - share * data.last) <= Math.abs(b - share * data.last) ? a : b);
    rule.style.left = `${(100 * step) / data.last}%`;
    tip.replaceChildren();
    const head = document.createElement("b");
    head.textContent = `step ${step.toLocaleString("en")}`;
    tip.append(head);
    for (const [curve, at] of found) {
      const row = document.createElement("span");
      row.className = curve.style;
      const name = document.createElement("i");
      name.textContent = curve.name;
      const value = document.createElement("em");
      const other = curve.steps[at] === step ? "" : ` (${curve.steps[at].toLocaleString("en")})`;
      value.textContent = curve.values[at].toString() + other;
      row.append(name, value);
      tip.append(row);
    }
    rule.hidden = tip.hidden = false;
    const right = share > 0.5;
    tip.style.left = right ? "auto" : `calc(${100 * share}% + 14px)`;
    tip.style.right = right ? `calc(${100 * (1 - share)}% + 14px)` : "auto";
  };

  plot.addEventListener("pointermove", show);
  plot.addEventListener("pointerdown", show);
  plot.addEventListener("pointerleave", () => { rule.hidden = tip.hidden = true; });
}

// The curves of a run stand out while its row is pointed at.
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
