// Keeps the phones live without losing what is being typed. Without it the page still works: sending reloads it.
(() => {
  const same = (old, next) => { if (next && next.innerHTML !== old.innerHTML) old.innerHTML = next.innerHTML; };
  const refresh = async () => {
    try {
      const answer = await fetch(location.pathname, { headers: { "X-Refresh": "1" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const phone of document.querySelectorAll(".phone")) {
        const fresh = page.getElementById(phone.id);
        if (!fresh) continue;
        const threads = fresh.querySelectorAll(".thread");
        phone.querySelectorAll(".thread").forEach((thread, i) => same(thread, threads[i]));
        const sids = fresh.querySelectorAll("input[name=sid]");
        phone.querySelectorAll("input[name=sid]").forEach((sid, i) => { if (sids[i]) sid.value = sids[i].value; });
        phone.querySelector(".telephone").dataset.ringing = fresh.querySelector(".telephone").dataset.ringing || "";
        const presses = phone.querySelector(".presses");
        const sid = presses.querySelector("input[name=sid]").value;
        const labels = (form) => [...form.querySelectorAll("button")].map((button) => button.value + button.textContent).join();
        if (labels(presses) !== labels(fresh.querySelector(".presses"))) {
          presses.innerHTML = fresh.querySelector(".presses").innerHTML;
          presses.querySelector("input[name=sid]").value = sid;
        }
      }
    } catch { /* the next round tries again */ }
  };
  // As a gateway does: what was not taken is sent again under the same id, which is answered once.
  const send = async (address, body) => {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await fetch(address, { method: "POST", body });
        if (answer.status < 500) return answer.ok;
      } catch { /* not reached */ }
      if (tries === 4) return false;
      await new Promise((resolve) => setTimeout(resolve, 500 * tries));
    }
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.closest(".phone")) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const text = form.querySelector("input[name=text]");
    const words = text?.value;
    if (text) text.value = "";
    if (!await send(form.action, body) && text && text.value === "") text.value = words;
    await refresh();
  });
  setInterval(refresh, 2000);
})();
