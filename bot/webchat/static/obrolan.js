// The chat without reloading: sends in order, keeps what could not be sent, asks for what is new.
// Without this file the page is a form and works as well.
(() => {
  "use strict";
  const STORE = "obrolan.menunggu";
  const OFFLINE = "Sambungan terputus. Pesan disimpan dan dikirim otomatis.";
  const log = document.getElementById("log");
  const news = document.getElementById("kabar");
  const form = document.getElementById("tulis");
  const field = form.elements.teks;
  let after = log.dataset.sejak;
  let waiting = load();
  let sending = false;
  let misses = 0;
  let active = Date.now();
  let soon = 0;
  let timer = 0;
  let retry = 0;
  let left = false;
  let flow = 0;

  // --- what waits to be sent: survives a reload, ends with the tab ---
  function load() {
    try {
      return JSON.parse(sessionStorage.getItem(STORE)) || [];
    } catch {
      return [];
    }
  }
  function keep() {
    try {
      sessionStorage.setItem(STORE, JSON.stringify(waiting.filter((item) => !item.file))); // a file ends with the page
    } catch {
      news.textContent = "Pesan hanya tersimpan selama halaman ini terbuka.";
    }
  }
  function newKey() {
    if (crypto.randomUUID) return crypto.randomUUID();
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  }

  // --- drawing: text only, never HTML ---
  function make(tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    return element;
  }
  function bubble(line, state) {
    const box = make("div", "baris " + line.author);
    box.dataset.id = line.id || "";
    box.dataset.key = line.key || "";
    box.append(make("p", "", line.body));
    if (line.file) {
      const link = box.appendChild(make("a", "berkas", line.file.kind === "image" ? "" : "Buka berkas"));
      link.href = line.file.link;
      if (line.file.kind === "image") link.append(Object.assign(make("img"), { src: line.file.link, alt: "Foto dari petugas" }));
    }
    const foot = make("small");
    if (line.who) foot.append(line.who + " · ");
    if (line.time) foot.append(Object.assign(make("time", "", line.time), { dateTime: line.at }));
    if (state) foot.append(line.time ? " · " : "", make("span", "", state));
    box.append(foot);
    return box;
  }
  function buttons(options) {
    const group = make("form", "pilihan");
    group.method = "post";
    group.action = "/obrolan/pesan";
    const key = group.appendChild(make("input"));
    Object.assign(key, { type: "hidden", name: "kunci", value: newKey() });
    for (const option of options) {
      const button = make("button", "", option.title);
      button.name = "pilihan";
      button.value = option.id;
      group.append(button);
    }
    return group;
  }
  const find = (name, value) => value && log.querySelector(`[data-${name}="${CSS.escape(value)}"]`);
  function show(lines) {
    const reading = innerHeight + scrollY < document.body.scrollHeight - 200; // further up: do not disturb
    for (const line of lines) {
      after = line.id;
      if (find("id", line.id)) continue;
      const mine = find("key", line.key);
      if (mine) {
        waiting = waiting.filter((item) => item.key !== line.key);
        mine.replaceWith(bubble(line, "terkirim"));
        continue;
      }
      const first = log.querySelector(".menunggu");
      log.insertBefore(bubble(line, line.author === "warga" ? "terkirim" : ""), first);
      if (line.options.length) log.insertBefore(buttons(line.options), first);
    }
    if (!lines.length) return;
    keep();
    age();
    if (!reading) toEnd();
  }
  // Buttons before the newest message of the resident are old; they still work.
  function age() {
    const mine = log.querySelectorAll(".warga");
    const newest = mine[mine.length - 1];
    for (const group of log.querySelectorAll(".pilihan")) {
      const before = newest && group.compareDocumentPosition(newest) & Node.DOCUMENT_POSITION_FOLLOWING;
      group.classList.toggle("lama", Boolean(before));
    }
  }
  function toEnd() {
    document.getElementById("akhir").scrollIntoView({ block: "end" });
  }
  function mark(item, state) {
    const box = find("key", item.key) || log.appendChild(bubble({ author: "warga", body: item.text || item.title, key: item.key }, "mengirim"));
    box.classList.add("menunggu");
    box.classList.toggle("gagal", state === "gagal");
    const foot = box.querySelector("small");
    foot.querySelector("span").textContent = state;
    const again = foot.querySelector("button");
    if (again) again.remove();
    if (state === "gagal") {
      const button = foot.appendChild(make("button", "", "Kirim lagi"));
      button.type = "button";
      button.addEventListener("click", () => {
        item.failed = false;
        flush();
      });
    }
  }

  // --- sending: one at a time, in order, again for as long as it takes ---
  function say(item) {
    waiting.push(item);
    keep();
    mark(item, "mengirim");
    age();
    toEnd();
    active = Date.now();
    flush();
  }
  async function flush() {
    if (sending || left) return;
    clearTimeout(retry);
    sending = true;
    for (let item; (item = waiting.find((one) => !one.failed)); ) {
      const verdict = await post(item);
      if (left) return;
      if (verdict === "again") {
        mark(item, "menunggu sinyal");
        news.textContent = OFFLINE;
        retry = setTimeout(flush, pause());
        break;
      }
      misses = 0;
      if (verdict === "sent") {
        waiting = waiting.filter((one) => one !== item);
        mark(item, "terkirim");
        find("key", item.key).classList.remove("menunggu");
        news.textContent = "";
        soon = 3;
        plan();
      } else {
        item.failed = true;
        mark(item, "gagal");
        news.textContent = verdict;
      }
      keep();
    }
    sending = false;
  }
  async function post(item) {
    try {
      const answer = await (item.file ? upload(item) : fetch("/obrolan/pesan", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": item.key },
        body: JSON.stringify(item.choice ? { choice: item.choice } : { text: item.text }),
      }));
      if (answer.ok) return "sent";
      if (answer.status >= 500 || answer.status === 408 || answer.status === 429) return "again";
      return (await answer.json()).error;
    } catch {
      return "again";
    }
  }
  function upload(item) {
    const body = new FormData();
    body.append("kunci", item.key);
    body.append("berkas", item.file, "berkas");
    return fetch("/obrolan/kiriman", { method: "POST", headers: { Accept: "application/json" }, body });
  }
  // A photo of a phone has megabytes; what an officer needs to see has a tenth of that.
  async function smaller(file) {
    if (!file.type.startsWith("image/") || file.size < 300000 || !self.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
      const canvas = Object.assign(make("canvas"), { width: picture.width * scale, height: picture.height * scale });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
      return drawn && drawn.size < file.size ? drawn : file;
    } catch {
      return file;
    }
  }
  function pause() {
    misses += 1;
    return Math.min(30000, 1000 * 2 ** Math.min(misses, 5)) * (0.5 + Math.random());
  }

  // --- hearing: often while somebody writes, seldom when nobody looks ---
  function plan() {
    clearTimeout(timer);
    if (left) return;
    const told = flow && flow.readyState === 1; // the stream tells by itself; asking is only for what it missed
    let wait = document.hidden || told ? 60000 : Date.now() - active < 60000 ? 2000 : 8000;
    if (soon > 0 && !document.hidden) wait = 400 * 2 ** (3 - soon--);
    timer = setTimeout(hear, wait);
  }
  async function hear() {
    try {
      const answer = await fetch("/obrolan/baru?sejak=" + encodeURIComponent(after), { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      const told = await answer.json();
      if (left) return;
      if (news.textContent === OFFLINE && !waiting.length) news.textContent = "";
      if (told.lines.some((line) => line.author !== "warga")) active = Date.now();
      show(told.lines);
    } catch {
      if (!left) news.textContent = OFFLINE;
    }
    plan();
  }
  // --- the stream: lines as they come; closed while nobody looks ---
  function listen() {
    if (flow) flow.close();
    flow = 0;
    if (!self.EventSource || document.hidden || left) return;
    flow = new EventSource("/obrolan/alur?sejak=" + encodeURIComponent(after));
    flow.onmessage = (event) => {
      const line = JSON.parse(event.data);
      if (left) return;
      if (line.author !== "warga") active = Date.now();
      show([line]);
    };
    flow.onerror = () => plan();
  }
  function wake() {
    listen();
    if (document.hidden) return plan();
    flush();
    clearTimeout(timer);
    hear();
  }

  // --- what the person does ---
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    grow();
    field.focus();
    say({ key: newKey(), text });
  });
  log.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button) return; // an old browser: the form does it by itself
    event.preventDefault();
    say({ key: newKey(), choice: button.value, title: button.textContent });
  });
  field.addEventListener("keydown", (event) => {
    const send = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!send || !matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const files = document.getElementById("kiriman");
  const chosen = document.getElementById("berkas");
  async function sendFile(event) {
    event.preventDefault();
    const file = chosen.files[0];
    if (!file) return;
    files.reset();
    say({ key: newKey(), file: await smaller(file), title: file.type.startsWith("image/") ? "(foto)" : file.type.startsWith("audio/") ? "(pesan suara)" : "(berkas)" });
  }
  files.addEventListener("submit", sendFile);
  chosen.addEventListener("change", sendFile);
  document.documentElement.classList.add("naskah");
  function grow() {
    active = Date.now();
    field.style.height = "auto";
    field.style.height = field.scrollHeight + 2 + "px";
  }
  field.addEventListener("input", grow);
  document.getElementById("keluar").addEventListener("submit", async (event) => {
    event.preventDefault();
    left = true;
    if (flow) flow.close();
    waiting = [];
    log.textContent = news.textContent = field.value = "";
    try {
      sessionStorage.clear();
      await fetch("/obrolan/keluar", { method: "POST", redirect: "manual" });
      location.replace("/obrolan/keluar");
    } catch {
      event.target.submit();
    }
  });
  addEventListener("online", wake);
  addEventListener("pageshow", (event) => event.persisted && wake());
  document.addEventListener("visibilitychange", wake);

  history.scrollRestoration = "manual";
  waiting = waiting.filter((item) => !find("key", item.key));
  keep();
  for (const item of waiting) mark(item, item.failed ? "gagal" : "menunggu sinyal");
  age();
  toEnd();
  flush();
  listen();
  plan();
})();
