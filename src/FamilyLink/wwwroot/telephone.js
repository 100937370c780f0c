// A telephone on each phone of the simulator: plays what a caller hears, takes keys, hangs up. One turn is one page, asked three times, as a gateway does it.
(() => {
  const timesAsked = 3;
  const patience = 10000;
  const longestMessage = 180000;
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
        if (page.input === "SpokenWords") return record(at, here);
        await new Promise((done) => { at.wait = setTimeout(done, patience); });
        if (!here()) return;
        if (at.digits) return step("keys", at.digits);
      }
      step("silent");
    };

    // The caller's own words: a tone, then the microphone until any key is pressed. Without a microphone nothing was said.
    const record = async (at, here) => {
      const words = await new Promise(async (done) => {
        try {
          const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
          const recorder = new MediaRecorder(microphone);
          const parts = [];
          recorder.ondataavailable = (event) => parts.push(event.data);
          recorder.onstop = () => { microphone.getTracks().forEach((track) => track.stop()); done(new Blob(parts, { type: recorder.mimeType })); };
          await tone();
          if (!here()) return recorder.state === "inactive" ? microphone.getTracks().forEach((track) => track.stop()) : recorder.stop();
          recorder.start();
          heard.append(Object.assign(document.createElement("li"), { className: "hint", textContent: "●" }));
          at.speaking = () => { at.speaking = null; if (recorder.state !== "inactive") recorder.stop(); };
          at.wait = setTimeout(() => at.speaking && at.speaking(), longestMessage);
        } catch {
          done(null);
        }
      });
      if (!here()) return;
      const body = new FormData();
      body.append("__RequestVerificationToken", token);
      if (words && words.size > 0) body.append("sound", words, "words");
      const kept = words ? await fetch("/simulator?handler=Record", { method: "POST", body }) : null;
      if (here()) step("recorded", kept && kept.ok ? await kept.json() : "");
    };

    const tone = () => new Promise((done) => {
      const context = new AudioContext();
      const beep = context.createOscillator();
      beep.frequency.value = 1000;
      beep.connect(context.destination);
      beep.onended = () => { context.close(); done(); };
      beep.start();
      beep.stop(context.currentTime + 0.4);
    });

    const begin = (what) => {
      hangUp();
      call = { id: "SIMCALL" + crypto.randomUUID().replaceAll("-", ""), turn: 0, digits: "" };
      show(true);
      step(what);
    };

    const hangUp = () => {
      stopSound();
      if (call && call.speaking) call.speaking();
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
      else if (key && call && call.speaking) call.speaking();
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
