"use strict";
(function () {
  const data = JSON.parse(document.getElementById("edition").textContent);
  const map = Object.values(window).find((value) => value instanceof L.Map);
  const LETTERS = { uk: { electricity: "С", heat: "Т", water: "В", gas: "Г" }, en: { electricity: "E", heat: "H", water: "W", gas: "G" } };
  const ORDERS = { emergency_shutdown: "!", network_limit: "≈", scheduled: "◷" };
  const COLOURS = { electricity: "#c2410c", heat: "#9d3c7b", water: "#0b65a3", gas: "#8a6d00" };
  const drawn = L.layerGroup().addTo(map);
  let lang = "uk";

  function make(tag, words, className) {
    const element = document.createElement(tag);
    if (words !== undefined && words !== null) element.textContent = words;
    if (className) element.className = className;
    return element;
  }

  function rows(pairs) {
    const list = make("dl");
    for (const [name, value] of pairs) {
      if (value === "" || value === null || value === undefined) continue;
      list.append(make("dt", name), make("dd", value));
    }
    return list;
  }

  function facts(outage, short) {
    const words = data.words[lang];
    const text = outage.texts[lang];
    return rows([
      [words.since, text.since],
      [words.how_many, text.how_many],
      [words.cold_now, text.cold_now],
      [words.cold_min, short ? "" : text.cold_min],
      [words.cold_next, text.cold_next],
      [words.cold_reported, text.cold_reported === words.unknown ? "" : text.cold_reported],
      [words.cause, text.cause],
      [words.verification, text.verification],
      [words.confidence, Math.round(outage.confidence * 100) + " %"],
      [words.said_by, outage.said[lang]],
    ]);
  }

  function heading(outage) {
    const text = outage.texts[lang];
    const title = make("h3", text.place);
    if (text.oblast) title.append(make("span", " · " + text.oblast, "where"));
    const state = make("p", text.service + ": " + text.state, "state");
    return [title, state];
  }

  function popup(parts) {
    const box = make("div");
    box.append(...parts);
    return box;
  }

  function icon(className, words, size) {
    const mark = make("div", words, className);
    mark.style.width = size + "px";
    mark.style.height = size + "px";
    return L.divIcon({ html: mark, className: "", iconSize: [size, size] });
  }

  function sizeOf(outage) {
    const scale = map.getSize().x < 640 ? 0.75 : 1;
    if (outage.size === null) return 24 * scale;
    return scale * (outage.size >= 100000 ? 36 : outage.size >= 10000 ? 31 : outage.size >= 1000 ? 27 : 24);
  }

  function put(at, shown, words, content, shift) {
    if (!at) return;
    const marker = L.marker(at, { icon: shown, title: words, alt: words, keyboard: true, riseOnHover: true });
    marker.bindPopup(() => content(), { maxWidth: 300 });
    drawn.addLayer(marker);
    const element = marker.getElement();
    if (element && shift) {
      element.style.marginLeft = parseInt(element.style.marginLeft, 10) + shift[0] + "px";
      element.style.marginTop = parseInt(element.style.marginTop, 10) + shift[1] + "px";
    }
  }

  function drawAreas() {
    const whole = new Map();
    for (const outage of data.outages) {
      if (outage.is_area && outage.status !== "restored" && !whole.has(outage.place)) whole.set(outage.place, outage);
    }
    map.eachLayer((layer) => {
      if (!layer.feature || !layer.setStyle) return;
      const outage = whole.get(layer.feature.properties.place);
      const fill = outage && outage.status !== "unknown" ? COLOURS[outage.service] : "#ffffff";
      layer.setStyle({ fillColor: fill, fillOpacity: outage ? (outage.status === "ongoing" ? 0.62 : 0.3) : 1, dashArray: outage && outage.status !== "ongoing" ? "5 4" : null, weight: outage ? 2 : 1 });
      layer.off("click");
    });
  }

  function drawMarks() {
    drawn.clearLayers();
    const stacked = new Map();
    const shiftFor = (at) => {
      const key = String(at);
      const count = stacked.get(key) || 0;
      stacked.set(key, count + 1);
      return [count * (map.getSize().x < 640 ? 17 : 24), 0];
    };
    for (const row of data.oblasts) {
      if (!row.at) continue;
      const name = row[lang].replace(/ (область|Oblast)$/, "");
      drawn.addLayer(L.marker(row.at, { icon: L.divIcon({ html: make("div", name, "name"), className: "", iconSize: [120, 14], iconAnchor: [60, -12] }), interactive: false, keyboard: false }));
    }
    for (const outage of data.outages) {
      const text = outage.texts[lang];
      const words = text.place + ": " + text.service + ", " + text.state;
      const className = "mark " + outage.service + " " + outage.status + (outage.is_area ? " area" : "");
      put(outage.at, icon(className, LETTERS[lang][outage.service], sizeOf(outage)), words, () => popup([...heading(outage), facts(outage, false)]), shiftFor(outage.at));
    }
    for (const order of data.orders) {
      const said = [[data.words[lang].said_by, order.said[lang]]];
      put(order.at, icon("order", ORDERS[order.cause] || "◷", 20), order[lang], () => popup([make("h3", order[lang]), rows(said)]), shiftFor(order.at));
    }
    for (const strike of data.strikes) {
      const said = [[data.words[lang].said_by, strike.said[lang]]];
      put(strike.at, icon("strike", "◆", 20), strike[lang], () => popup([make("h3", strike[lang]), rows(said)]), shiftFor(strike.at));
    }
  }

  function fill(id, items) {
    const list = document.getElementById(id);
    list.replaceChildren(...items);
  }

  function drawLists() {
    const words = data.words[lang];
    fill("outages", data.outages.map((outage) => {
      const card = make("li", null, outage.service + (outage.status === "restored" ? " restored" : ""));
      card.append(...heading(outage), facts(outage, true));
      return card;
    }));
    document.getElementById("none").hidden = data.outages.length > 0;
    for (const [id, section, items] of [["orders", "order-section", data.orders], ["strikes", "strike-section", data.strikes]]) {
      document.getElementById(section).hidden = items.length === 0;
      fill(id, items.map((item) => make("li", item[lang] + " — " + item.said[lang])));
    }
    const services = { uk: ["Світло", "Тепло", "Вода"], en: ["Power", "Heat", "Water"] }[lang];
    fill("columns", [words.oblast, words.tonight, words.attack, ...services, words.emergency, words.limits, words.schedule].map((title) => {
      const cell = make("th", title);
      cell.scope = "col";
      return cell;
    }));
    fill("rows", data.oblasts.map((row) => {
      const line = make("tr");
      const name = make("th", row[lang]);
      name.scope = "row";
      const cold = row.tonight === null ? words.unknown : String(Math.round(row.tonight)).replace("-", "−") + " °C";
      line.append(name, make("td", cold, "cold"), ...row["cells_" + lang].map((value) => make("td", value)));
      return line;
    }));
    fill("sources", data.sources.map((source) => make("li", source.publisher[lang] + ": " + source.heard[lang], source.is_silent ? "silent" : "")));
    const keys = [
      ["mark electricity area", LETTERS[lang].electricity, words.area_out], ["mark electricity", LETTERS[lang].electricity, words.point_out],
      ["mark electricity partially_restored", LETTERS[lang].electricity, words.partly], ["mark electricity restored", LETTERS[lang].electricity, words.restored],
      ["mark electricity unknown", LETTERS[lang].electricity, words.stale], ["order", "!", words.order], ["strike", "◆", words.strike], ["", "", words.no_report],
      ...["heat", "water", "gas"].map((service) => ["mark " + service, LETTERS[lang][service], { uk: { heat: "тепло", water: "вода", gas: "газ" }, en: { heat: "heat", water: "water", gas: "gas" } }[lang][service]]),
    ];
    fill("legend", keys.map(([className, letter, meaning]) => {
      const line = make("li");
      const key = make("span", null, "key");
      const mark = make("span", letter, className);
      mark.style.width = mark.style.height = "20px";
      if (!className) { mark.style.background = "#fff"; mark.style.border = "1px solid #6b7684"; mark.style.display = "block"; }
      key.append(mark);
      line.append(key, make("span", meaning));
      return line;
    }));
  }

  function drawWords() {
    const words = data.words[lang];
    document.documentElement.lang = lang;
    document.title = "Світло — " + words.title;
    for (const element of document.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
    document.getElementById("switch").lang = lang === "uk" ? "en" : "uk";
    document.getElementById("as-of").textContent = data.times[lang].as_of;
    document.getElementById("as-of").dateTime = data.as_of;
    document.getElementById("newest").textContent = data.times[lang].newest;
    document.getElementById("weather").textContent = data.times[lang].weather;
    const hours = Math.floor((Date.now() - Date.parse(data.as_of)) / 3600000);
    document.getElementById("age").textContent = hours < 1 ? "" : " · " + (hours < 48 ? hours + " " + words.age_h : Math.floor(hours / 24) + " " + words.age_d);
  }

  function draw() {
    drawWords();
    drawAreas();
    drawMarks();
    drawLists();
  }

  function frame() {
    const narrow = map.getSize().x < 640;
    document.querySelector(".folium-map").classList.toggle("far", narrow || map.getZoom() < 5.75);
  }

  document.getElementById("switch").addEventListener("click", () => { lang = lang === "uk" ? "en" : "uk"; draw(); });
  if (window.location.hash.startsWith("#en")) lang = "en";
  if (window.location.hash.endsWith("embed")) {
    document.body.classList.add("embedded");
    document.querySelector(".legend").open = false;
    map.invalidateSize({ animate: false });
  }
  map.fitBounds([[44.3, 22.1], [52.4, 40.3]], { padding: [4, 4], animate: false });
  map.on("zoomend resize", frame);
  draw();
  frame();
})();
