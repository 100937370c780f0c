// A telephone on each phone of the simulator: plays what a caller hears, takes keys, hangs up. One turn is one page, asked three times, as a gateway does it.
(() => {
  const timesAsked = 3;
  const patience = 10000;
  const token = document.querySelector("input[name=__RequestVerificationToken]").value;

  for (const telephone of document.querySelectorAll(".telephone")) {
    const find = (name) => telephone.querySelector(name);
    const heard = find(".heard");
    let call = null;   // { id, turn, input, digits, play }

    const step = async (what, keys) => {
      const body = new URLSearchParams({ phone: telephone.dataset.phone, call: call.id, turn: call.turn, step: what, keys: keys || "", __RequestVerificationToken: token });
      const at = call;
      stopSound();
      const answer = await fetch("/simulator?handler=Call", { method: "POST", body });
      if (call !== at) return;
      const page = answer.ok ? await answer.json() : null;
      if (call !== at) return;
      if (!page) return hangUp();
      at.turn++;
      at.digits = "";
      at.input = page.input;
      play(page);
    };

    const stopSound = () => {
      if (!call) return;
      if (call.sound) { call.sound.pause(); call.sound = null; }
      clearTimeout(call.wait);
      call.round = (call.round || 0) + 1;
    };

    const one = (prompt, round) => new Promise((done) => {
      const line = document.createElement("li");
      line.lang = prompt.language;
      line.textContent = prompt.words;
      if (prompt.placeholder) line.title = "A placeholder tone of Demo mode, " + prompt.language;
      heard.append(line);
      line.scrollIntoView({ block: "nearest" });
      if (!prompt.url) return setTimeout(done, 600);
      const sound = new Audio(prompt.url);
      call.sound = sound;
      sound.onended = sound.onerror = done;
      sound.play().catch(() => setTimeout(done, 300));
      void round;
    });

    const play = async (page) => {
      const at = call;
      const round = at.round = (at.round || 0) + 1;
      const here = () => call === at && at.round === round;
      heard.replaceChildren();
      for (let time = 0; time < (page.input === "Person" ? 1 : timesAsked); time++) {
        if (time > 0) heard.append(Object.assign(document.createElement("li"), { className: "hint", textContent: "(again)" }));
        for (const prompt of page.prompts) {
          await one(prompt, round);
          if (!here()) return;
        }
        if (page.input === "Person") {
          heard.append(Object.assign(document.createElement("li"), { className: "hint", textContent: "(the duty phone rings; nobody answers in Demo mode)" }));
          await new Promise((done) => { at.wait = setTimeout(done, 3000); });
          return here() ? step("nobody") : undefined;
        }
        await new Promise((done) => { at.wait = setTimeout(done, patience); });
        if (!here()) return;
        if (at.digits) return step("keys", at.digits);
      }
      step("silent");
    };

    const begin = (what) => {
      hangUp();
      call = { id: "SIMCALL" + crypto.randomUUID().replaceAll("-", ""), turn: 0, digits: "" };
      show(true);
      step(what);
    };

    const hangUp = () => {
      stopSound();
      call = null;
      heard.replaceChildren();
      show(false);
    };

    const show = (on) => {
      find(".keypad").hidden = !on;
      find("[data-do=call]").hidden = on;
      find("[data-do=hang-up]").hidden = find("[data-do=drop]").hidden = !on;
    };

    telephone.addEventListener("click", (event) => {
      const what = event.target.dataset.do;
      const key = event.target.dataset.key;
      if (what === "call") begin("call");
      else if (what === "answer") { telephone.dataset.ringing = ""; begin("answer"); }
      else if (what === "let-ring") { telephone.dataset.ringing = ""; call = { id: "SIMCALL0", turn: 0 }; step("let-ring"); }
      else if (what) hangUp();
      else if (key && call && call.input === "Key") step(key === "*" || key === "#" ? "again" : "keys", key);
      else if (key && call && call.input === "Secret") {
        if (key === "*") step("again");
        else if (key !== "#") { call.digits += key; stopSound(); const at = call; at.wait = setTimeout(() => { if (call === at) step("keys", at.digits); }, patience); }
        else if (call.digits) step("keys", call.digits);
      }
    });

    setInterval(() => { find(".ringing").hidden = !telephone.dataset.ringing || call !== null; }, 500);
    telephone.hidden = false;
  }
})();
