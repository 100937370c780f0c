// Keeps the phones live without losing what is being typed. Without it the page still works: sending reloads it.
(() => {
  const refresh = async () => {
    try {
      const answer = await fetch(location.pathname, { headers: { "X-Refresh": "1" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const phone of document.querySelectorAll(".phone")) {
        const fresh = page.getElementById(phone.id);
        const thread = phone.querySelector(".thread");
        const next = fresh && fresh.querySelector(".thread");
        if (next && next.innerHTML !== thread.innerHTML) thread.innerHTML = next.innerHTML;
        const sid = fresh && fresh.querySelector("input[name=sid]");
        const rings = fresh && fresh.querySelector(".telephone");
        if (rings) phone.querySelector(".telephone").dataset.ringing = rings.dataset.ringing || "";
        if (sid) phone.querySelector("input[name=sid]").value = sid.value;
      }
    } catch { /* the next round tries again */ }
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.closest(".phone")) return;
    event.preventDefault();
    const body = new FormData(form);
    form.querySelector("input[name=text]").value = "";
    await fetch(form.action, { method: "POST", body });
    await refresh();
  });
  setInterval(refresh, 2000);
})();
