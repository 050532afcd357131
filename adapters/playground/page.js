// The browser's half of the playground: keys, drafts, scrolling, the look. No data lives here.
(() => {
  const root = document.documentElement;
  const store = sessionStorage;
  const me = new URLSearchParams(location.search).get("me");
  if (me) store.setItem("whetstone.me", me);
  document.cookie = "zone=" + encodeURIComponent(
    Intl.DateTimeFormat().resolvedOptions().timeZone) + "; path=/; SameSite=Strict";
  const look = localStorage.getItem("whetstone.theme");
  if (look) root.dataset.theme = look;

  const draftKey = (box) => box.dataset.draft && "draft:" + box.dataset.draft;
  const grow = (box) => {
    if (box.rows > 1 || box.tagName !== "TEXTAREA") return;
    box.style.height = "auto";
    if (!box.value) return;
    box.style.height = Math.min(box.scrollHeight, 220) + "px";
  };
  const keep = (box) => {
    if (!draftKey(box)) return;
    if (box.value) store.setItem(draftKey(box), box.value);
    else store.removeItem(draftKey(box));
  };

  // A text box or log that has just come: its text, its place.
  const prepare = (box) => {
    box.dataset.ready = "";
    box.value = store.getItem(draftKey(box)) || box.dataset.value || "";
    grow(box);
    const first = box === box.closest(".ws-form")?.querySelector("input, textarea, select");
    if (first || box.closest(".ws-editor")) {
      box.focus();
      box.setSelectionRange(box.value.length, box.value.length);
    }
  };
  const watch = (log) => {
    log.dataset.ready = "";
    log.stick = true;
    log.addEventListener("scroll", () => {
      log.stick = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    });
    new ResizeObserver(() => log.stick && (log.scrollTop = log.scrollHeight)).observe(log);
  };
  const scan = () => {
    document.querySelectorAll(
      "[data-draft]:not([data-ready]), [data-value]:not([data-ready])").forEach(prepare);
    document.querySelectorAll(".ws-log:not([data-ready])").forEach(watch);
    document.querySelectorAll(".ws-card:not([data-ready])").forEach((card) => {
      card.dataset.ready = "";
      const log = card.closest(".ws-log");
      const tall = log && card.offsetHeight > log.clientHeight; // it is read from its top
      if (tall) log.stick = false;
      card.scrollIntoView({ block: tall ? "start" : "nearest" });
    });
    document.querySelectorAll(".ws-log").forEach((log) => {
      if (log.stick) log.scrollTop = log.scrollHeight;
    });
  };
  document.addEventListener("load", scan, true); // a picture has its height only now
  new MutationObserver(scan).observe(root, { childList: true, subtree: true });

  // Sending: the box waits until the server has it, so nothing typed is ever lost.
  const send = (box) => {
    if (!box.value.trim() || box.readOnly) return;
    box.readOnly = true;
    setTimeout(() => (box.readOnly = false), 8000);
    const log = box.closest(".ws-pane")?.querySelector(".ws-log");
    if (log) log.stick = true;
    box.dispatchEvent(new CustomEvent("send", { detail: box.value }));
  };

  const hints = (box) => [...(box.closest(".ws-composer")?.querySelectorAll(".ws-option") || [])];
  const choose = (box, options, index) => {
    options.forEach((option, i) => option.setAttribute("aria-selected", i === index));
    options[index].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", options[index].id);
  };
  // What is to be filled in, such as <track> or [skill], is left to the member.
  const take = (box, option) => {
    box.value = option.dataset.text.replace(/ *[[<].*/, "") + " ";
    option.setAttribute("aria-selected", "false"); // the next Enter sends
    box.removeAttribute("aria-activedescendant");
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const onHintKey = (event, box, options) => {
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const next = at < 0 && step < 0 ? options.length - 1 : at + step;
      choose(box, options, (next + options.length) % options.length);
    } else if (event.key === "Tab" && !event.shiftKey) take(box, options[Math.max(at, 0)]);
    else if (event.key === "Enter" && !event.shiftKey && at >= 0) take(box, options[at]);
    else if (event.key === "Escape") box.dispatchEvent(new CustomEvent("hint", { detail: "" }));
    else return false;
    return true;
  };

  const onBoxKey = (event, box) => {
    const options = hints(box);
    if (options.length && onHintKey(event, box, options)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send(box);
    } else if (event.key === "Escape" && box.closest(".ws-editor")) {
      event.stopPropagation();
      box.dispatchEvent(new CustomEvent("leave"));
    }
  };

  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.(".ws-composer textarea");
    if (box) onBoxKey(event, box);
    if (event.target.matches?.(".ws-name") && event.key === "Enter") event.target.blur();
    if (event.key !== "Escape" || event.defaultPrevented || event.cancelBubble) return;
    if (document.querySelector(".ws-dialog")) return;
    if (root.dataset.menu === "open") window.whetstone.menu(false);
    else document.querySelector(".ws-thread.ws-open")?.dispatchEvent(new CustomEvent("leave"));
  });

  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.matches("textarea, [data-draft]")) return;
    grow(box);
    keep(box);
    if (!box.closest(".ws-composer") || box.closest(".ws-editor")) return;
    if (box.value.startsWith("/") || hints(box).length)
      box.dispatchEvent(new CustomEvent("hint", { detail: box.value }));
  });

  document.addEventListener("click", (event) => {
    const hit = (selector) => event.target.closest(selector);
    const option = hit(".ws-option");
    if (option) take(option.closest(".ws-composer").querySelector("textarea"), option);
    if (hit(".ws-send, .ws-send-text"))
      send(event.target.closest(".ws-composer").querySelector("textarea"));
    if (hit(".ws-menu")) window.whetstone.menu(true);
    if (hit(".ws-veil")) window.whetstone.menu(false);
    if (hit(".ws-theme")) {
      const dark = getComputedStyle(root).colorScheme === "dark";
      root.dataset.theme = dark ? "light" : "dark";
      localStorage.setItem("whetstone.theme", root.dataset.theme);
    }
  });

  const box = (id) => document.getElementById("c" + id);
  window.whetstone = {
    // The server has the text: the box is empty again.
    sent(id) {
      const there = box(id);
      if (!there) return;
      there.readOnly = false;
      there.value = "";
      grow(there);
      keep(there);
      if (!document.querySelector(".ws-dialog")) there.focus();
    },
    // The server refused it: the text stays.
    kept(id) {
      const there = box(id);
      if (there) there.readOnly = false;
    },
    forget(prefix) {
      Object.keys(store).filter((key) => key.startsWith("draft:" + prefix))
        .forEach((key) => store.removeItem(key));
    },
    menu(open) {
      root.dataset.menu = open ? "open" : "";
      if (open) document.querySelector(".ws-side .ws-channel")?.focus();
    },
    focus(pane) {
      if (matchMedia("(pointer: fine)").matches)
        setTimeout(() => document.querySelector(pane + " .ws-composer textarea")?.focus(), 50);
    },
  };
})();
