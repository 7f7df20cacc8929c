// Renews the parts of a page when the server says that something changed. Without it every page works as well.
(() => {
  "use strict";

  // A notice belongs to the action just done: loading the page again should not repeat it.
  if (location.search.includes("notice=")) {
    const address = new URL(location.href);
    address.searchParams.delete("notice");
    history.replaceState(null, "", address);
  }

  // What was typed elsewhere on the page travels with a form, so that it stands there again afterwards.
  document.addEventListener("submit", (event) => {
    const carried = event.target.querySelector("[data-carry]");
    const typed = carried && document.getElementById(carried.dataset.carry);
    if (typed) carried.value = typed.value;
  });

  const live = document.querySelector("[data-live]");
  if (!live) return;

  const title = document.title;
  const showAttention = () => {
    const counted = document.querySelector("[data-attention]");
    const number = counted ? Number(counted.dataset.attention) : 0;
    document.title = number > 0 ? `(${number}) ${title}` : title;
  };

  const ended = () => {
    document.getElementById("ended").hidden = false;
    if (source) source.close();
  };

  const typedSomething = (part) =>
    Array.from(part.querySelectorAll("textarea:not([readonly]), .portal-blank input")).some((area) => area.value.trim() !== "") ||
    part.querySelector("input[type=radio]:checked") !== null;

  const renew = (old, fresh) => {
    if ("append" in old.dataset) {
      // Only what is new is added, so that a screen reader says only that; of what stood there, when it was opened.
      Array.from(old.querySelectorAll("[data-opened]")).forEach((was, place) => {
        const is = fresh.querySelectorAll("[data-opened]")[place];
        if (is && was.textContent !== is.textContent) was.textContent = is.textContent;
      });
      old.append(...Array.from(fresh.children).slice(old.children.length));
      if (old.children.length > 0) old.tabIndex = 0;
    } else if ("key" in old.dataset) {
      // Actions change when the state changed; what somebody is typing is never thrown away.
      if (old.dataset.key === fresh.dataset.key) return;
      if (typedSomething(old)) document.getElementById("changed").hidden = false;
      else old.replaceWith(fresh);
    } else if (old.outerHTML !== fresh.outerHTML) {
      const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
      old.replaceWith(fresh);
      if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
      const said = document.getElementById("announcement");
      if (said && old.dataset.attention !== fresh.dataset.attention) said.textContent = said.dataset.changed;
    }
  };

  let busy = false;
  let again = false;
  const refresh = async () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch(live.dataset.live, { headers: { Accept: "text/html" } });
      if (answer.status === 401) ended();
      else if (answer.status === 404) document.getElementById("changed").hidden = false; // withdrawn, or erased
      else if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const fresh of page.querySelectorAll("[data-part]")) {
          const old = document.getElementById(fresh.id);
          if (old) renew(old, document.importNode(fresh, true));
        }
        showAttention();
      }
    } catch {
      // The network is away: the next event or minute tries again.
    }
    busy = false;
    if (again) {
      again = false;
      refresh();
    }
  };

  // Browsers allow six connections to one server: of all tabs one listens, and tells the others.
  let source = null;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("wegwijs-portal") : null;
  const heard = (kind) => (kind === "ended" ? ended() : refresh());
  if (tabs) tabs.onmessage = (event) => heard(event.data);
  const listen = () => {
    source = new EventSource(live.dataset.stream);
    for (const kind of ["change", "ended"]) {
      source.addEventListener(kind, () => {
        heard(kind);
        if (tabs) tabs.postMessage(kind);
      });
    }
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) refresh(); // refused: is the login over?
    };
  };
  if (navigator.locks && tabs) navigator.locks.request("wegwijs-portal", () => (listen(), new Promise(() => {})));
  else listen();

  showAttention();
  if (live.dataset.every) setInterval(refresh, Number(live.dataset.every) * 1000);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
})();
