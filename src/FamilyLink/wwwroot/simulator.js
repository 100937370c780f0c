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
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.closest(".phone")) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const text = form.querySelector("input[name=text]");
    if (text) text.value = "";
    await fetch(form.action, { method: "POST", body });
    await refresh();
  });
  setInterval(refresh, 2000);
})();
